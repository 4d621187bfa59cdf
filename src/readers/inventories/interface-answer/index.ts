import type { Reader } from '../../../types.ts';
import { answerReader } from '../../answers/reader.ts';
import { cloud } from './tools/cloud.ts';
import { management } from './tools/management.ts';
import { microsoft } from './tools/microsoft.ts';
import { security } from './tools/security.ts';
import { unix } from './tools/unix.ts';

/**
 * Answers of the interfaces of management servers, clouds and scanners: each is described in `tools/`, by the keys
 * that only it writes, the fields of its rows, and what says that there is more than the answer holds.
 */
export const interfaceAnswer: Reader = answerReader(
  {
    id: 'interface-answer',
    title: 'Answers of management interfaces (Graph, Defender, AWS, Google Cloud, …; JSON, YAML)',
  },
  [...microsoft, ...cloud, ...management, ...security, ...unix],
);
