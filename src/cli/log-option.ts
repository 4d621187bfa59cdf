import { Option } from 'commander';

/** The global option for messages as JSON lines. */
export function logOption(): Option {
  return new Option(
    '--log <format>',
    'messages as text, or as JSON lines with the exit status in the last one',
  ).choices(['text', 'json']);
}
