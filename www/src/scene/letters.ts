/** How a quantity is written: runs of letters, some lower or higher. */
export interface Run {
  text: string;
  style: 'italic' | 'roman' | 'sub' | 'sup';
  tilde?: boolean;
  hat?: boolean;
}
export type Letters = readonly Run[];

export const up = (text: string): Run => ({ text, style: 'roman' });
