// The entry of the page: its styles and its elements.
import './fonts.css';
import './style.css';
import './elements/conveyor.ts';
import './page/page.ts';
