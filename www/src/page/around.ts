// What stands around the figure. It is fetched in one piece, when the figure is there: the first belt does not wait for it.
import '../elements/answer.ts';
import '../elements/legend.ts';
import '../elements/strip.ts';
import './help.ts';
import './side.ts';
import './sources.ts';
import './tools.ts';
import './wanted.ts';
