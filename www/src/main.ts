import './fonts.css';
import './style.css';
import './page/page.ts';

// It has started: the words that stood in for it (index.html, early.ts) have done their part.
document.querySelector('lstm-page')!.replaceChildren();
delete document.documentElement.dataset['start'];
