/**
 * Scans of this machine and of a small one of the fixtures beside an empty script, in the same run. The bar: 2.2 times
 * for a machine with little on it, 90 MB.
 */
import { inTurn, told } from './measure.ts';

const [ours, bare] = inTurn([process.execPath, 'bin/interdict.js'], [process.execPath, '-e', '0'], 15);
const [small, smallBare] = inTurn(
  [process.execPath, 'bin/interdict.js', 'fixtures/machines/alder'],
  [process.execPath, '-e', '0'],
  15,
);
const [version] = inTurn(
  [process.execPath, 'bin/interdict.js', '--version'],
  [process.execPath, '-e', '0'],
  7,
);
told('node -e 0, median', `${bare.median.toFixed(1)} ms`);
told('interdict, scanning this machine, median', `${ours.median.toFixed(1)} ms`);
told('ratio', (ours.median / bare.median).toFixed(2));
told('a small machine of the fixtures, ratio', (small.median / smallBare.median).toFixed(2));
told('interdict --version, ratio', (version.median / bare.median).toFixed(2));
told('peak memory of the scan', `${ours.peak.toFixed(0)} MB (empty script: ${bare.peak.toFixed(0)} MB)`);
