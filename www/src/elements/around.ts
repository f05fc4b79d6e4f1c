// What stands around the figure. It is fetched in one piece, when the figure is there: the first belt does not wait for it.
import './answer.ts';
import './help.ts';
import './inspector.ts';
import './lab.ts';
import './legend.ts';
import './sources.ts';
import './strip.ts';
import './tools.ts';
