import type { ExportTarget } from '../target.ts';
import { blocklist } from './identifiers.ts';

const COLUMNS =
  'IndicatorType,IndicatorValue,ExpirationTime,Action,Severity,Title,Description,RecommendedActions,RbacGroups,Category,MitreTechniques,GenerateAlert';

/** Indicators that a tenant may have. */
const MAX_INDICATORS = 15_000;

const GAPS = [
  'it does not stop programs that are not signed, and those whose certificate the catalogue does not know',
  'it does not stop what is signed with a renewed certificate',
  'with --enforce it removes files that are signed so',
];

/**
 * Indicators for Microsoft Defender for Endpoint, by the certificates and digests of files.
 *
 * @see https://learn.microsoft.com/en-us/defender-endpoint/indicators-overview
 */
export const defender: ExportTarget = {
  id: 'defender',
  title: 'Defender indicators of certificates and files (CSV)',
  systems: ['windows'],
  audits: true,
  render(model, _, { enforce }) {
    const { entries, notices, digest } = blocklist(model, {
      kinds: ['signer-certificate', 'sha256'],
      form: { 'signer-certificate': /^[0-9a-f]{40}$/u, sha256: /^[0-9a-f]{64}$/u },
    });
    if (entries.length > MAX_INDICATORS)
      throw new Error(`${entries.length} indicators, and Defender takes ${MAX_INDICATORS}`);
    const action = enforce ? 'BlockAndRemediate' : 'Audit';
    const lines = entries.map(({ kind, name }) => {
      const type = kind === 'sha256' ? 'FileSha256' : 'CertThumbprint';
      const about = `Not allowed here as of ${model.day}`;
      return `${type},${name},,${action},Informational,${about},Rules ${digest},,,,,FALSE`;
    });
    const reported = [
      `as of ${model.day}, rules ${digest}`,
      ...GAPS,
      'undo: delete these indicators',
      ...notices,
    ];
    return { text: `${[COLUMNS, ...lines].join('\r\n')}\r\n`, notices: reported };
  },
};
