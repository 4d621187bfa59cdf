/** A part of a program file that is loaded into memory. */
export interface Segment {
  readonly offset: number;
  readonly size: number;
  readonly address: number;
}
