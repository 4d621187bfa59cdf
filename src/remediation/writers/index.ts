import type { Plan } from '../index.ts';

/** Writes a plan. Pure: the same plan gives the same text. */
export type PlanWriter = (plan: Plan) => Iterable<string>;

/** Every form of a plan under the word after `-o`; only the one that is asked for is loaded. */
export const planWriters: Readonly<Record<string, () => Promise<PlanWriter>>> = {
  ansible: async () => (await import('./ansible.ts')).ansible,
  powershell: async () => (await import('./powershell.ts')).powershell,
  shell: async () => (await import('./shell.ts')).shell,
  text: async () => (await import('./text.ts')).text,
};
