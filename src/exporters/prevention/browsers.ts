import { safeJson } from '../../report/sanitise.ts';
import type { ExportTarget } from '../target.ts';
import { blocklist, type NameForm } from './identifiers.ts';

interface BrowserControl extends NameForm {
  readonly id: string;
  readonly title: string;
  readonly gaps: readonly string[];
  policy(settings: Readonly<Record<string, object>>): object;
}

const MESSAGE = 'This extension is not allowed here.';

function control({ id, title, gaps, policy, ...form }: BrowserControl, mode: string): ExportTarget {
  return {
    id,
    title,
    systems: ['linux', 'windows', 'macos'],
    render(model) {
      const { names, notices, digest } = blocklist(model, form);
      const entry = { installation_mode: mode, blocked_install_message: MESSAGE };
      const text = `${safeJson(policy(Object.fromEntries(names.map((name) => [name, entry]))), 2)}\n`;
      return { text, notices: [`as of ${model.day}, rules ${digest}`, ...gaps, ...notices] };
    },
  };
}

const CHROMIUM = {
  form: /^[a-p]{32}$/u,
  gaps: [
    'extensions of other browsers are not stopped',
    'a second ExtensionSettings in another policy file replaces this one: join them by hand',
    'it removes an extension that is installed; undo: remove the file',
  ],
  policy: (settings: object) => ({ ExtensionSettings: settings }),
};

/**
 * Managed policy for Chrome and Chromium.
 *
 * @see https://chromeenterprise.google/policies/#ExtensionSettings
 */
export const chrome = control(
  {
    id: 'chrome',
    title: 'Chrome policy that removes extensions (JSON)',
    kinds: ['chrome-extension'],
    ...CHROMIUM,
  },
  'removed',
);

/**
 * Managed policy for Edge, which takes extensions of both stores.
 *
 * @see https://learn.microsoft.com/en-us/deployedge/microsoft-edge-manage-extensions-ref-guide
 */
export const edge = control(
  {
    id: 'edge',
    title: 'Edge policy that removes extensions (JSON)',
    kinds: ['chrome-extension', 'edge-extension'],
    ...CHROMIUM,
  },
  'removed',
);

/**
 * `policies.json` of Firefox.
 *
 * @see https://mozilla.github.io/policy-templates/#extensionsettings
 */
export const firefox = control(
  {
    id: 'firefox',
    title: 'Firefox policy that blocks add-ons (JSON)',
    kinds: ['firefox-addon'],
    form: /^(?:\{[0-9a-f-]{36}\}|[A-Za-z0-9._-]*@[A-Za-z0-9._-]+)$/u,
    gaps: [
      'add-ons of other browsers are not stopped, nor those with capitals in their IDs, which stand here in small letters',
      'undo: remove policies.json, or these entries from it',
    ],
    policy: (settings) => ({ policies: { ExtensionSettings: settings } }),
  },
  'blocked',
);
