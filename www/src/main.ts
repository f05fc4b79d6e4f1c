import 'katex/dist/katex.min.css';
import './style.css';
import './elements/page.ts';
