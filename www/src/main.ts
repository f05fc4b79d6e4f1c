import './fonts.css';
import './style.css';
import './elements/conveyor.ts';
import './page/page.ts';
