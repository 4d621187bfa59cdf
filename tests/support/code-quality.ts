import { Ajv } from 'ajv';

/**
 * By the table of GitLab's documentation, which asks for more than the schema by which GitLab passes over issues.
 *
 * @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/validators/json_schemas/codeclimate.json
 */
const CODE_QUALITY = {
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'location', 'severity'],
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', minLength: 1 },
      fingerprint: { type: 'string', pattern: '^[0-9a-f]{64}$' },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', pattern: '^(?!\\.?/)' },
          lines: {
            type: 'object',
            required: ['begin'],
            properties: { begin: { type: 'integer', minimum: 1 } },
          },
        },
      },
    },
  },
};

/** What keeps a report from being what GitLab takes. */
export function codeQualityFaults(issues: unknown): string[] {
  const validate = new Ajv({ strict: false }).compile(CODE_QUALITY);
  validate(issues);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
