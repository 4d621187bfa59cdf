import type { BlockDevice } from '../device.ts';
import type { FileSystem } from '../file-system.ts';
import { findIso, type IsoImage } from './iso9660/index.ts';
import { openUdf } from './udf/index.ts';
import { isUdf } from './udf/volume.ts';

/**
 * ISO 9660 and UDF, which one image may hold both: installation media of Windows have all files in UDF and only a
 * note in ISO 9660. UDF counts, unless ISO 9660 has the names and links of Rock Ridge.
 *
 * @throws SyntaxError when it is one of them and damaged, Error when a feature of it is not read
 */
export function openOptical(device: BlockDevice): FileSystem | undefined {
  const iso = findIso(device);
  if (iso?.names === 'rock-ridge' || !isUdf(device)) return iso?.open();
  try {
    return openUdf(device);
  } catch (error) {
    if (iso === undefined || !(error instanceof Error)) throw error;
    return withGap(iso, `the UDF side of the image is not read: ${error.message}`);
  }
}

function withGap(iso: IsoImage, gap: string): FileSystem {
  const fileSystem = iso.open();
  return { ...fileSystem, gaps: [...fileSystem.gaps, gap] };
}
