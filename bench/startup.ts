/** A scan of this machine beside an empty script, in the same run. The bar: 3.0 times, 90 MB. */
import { inTurn, told } from './measure.ts';

const [ours, bare] = inTurn([process.execPath, 'bin/interdict.js'], [process.execPath, '-e', '0'], 15);
const [version] = inTurn(
  [process.execPath, 'bin/interdict.js', '--version'],
  [process.execPath, '-e', '0'],
  7,
);
told('node -e 0, median', `${bare.median.toFixed(1)} ms`);
told('interdict, scanning this machine, median', `${ours.median.toFixed(1)} ms`);
told('ratio', (ours.median / bare.median).toFixed(2));
told('interdict --version, ratio', (version.median / bare.median).toFixed(2));
told('peak memory of the scan', `${ours.peak.toFixed(0)} MB (empty script: ${bare.peak.toFixed(0)} MB)`);
