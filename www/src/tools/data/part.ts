// What stands in this tool below something else of it.
import { ToolElement } from '../tool.ts';

export abstract class PartElement extends ToolElement {}
