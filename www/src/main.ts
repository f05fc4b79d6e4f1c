import 'katex/dist/katex.min.css';
import './style.css';
import './elements/page.ts';

// It has started: the words that stood in for it have done their part.
delete document.documentElement.dataset['start'];
