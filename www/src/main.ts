import './fonts.css';
import './style.css';
import './elements/page.ts';
