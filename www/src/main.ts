// The entry of the page: its styles and its elements.
import './fonts.css';
import './style.css';
import './page/page.ts';
