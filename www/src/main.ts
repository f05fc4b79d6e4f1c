import './fonts.css';
import './style.css';
import './elements/app.ts';
