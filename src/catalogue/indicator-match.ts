import type { Indicator } from './indicators.ts';

/** Something about a program that a mark of the catalogue knows. */
export interface IndicatorMatch {
  /** A folder only supports: other programs may lie in it. So does a maintainer, who may be a volunteer. */
  readonly via: 'id' | 'name' | 'publisher' | 'maintainer' | 'folder';
  /** As the manifest writes it. */
  readonly said: string;
  /** The key that met. */
  readonly key: string;
  readonly mark: Indicator;
  /** The name was cut, and what is left of it is enough. */
  readonly cut?: true;
}
