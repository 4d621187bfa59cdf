import { element } from '../oval/xml.ts';
import { xmlComment } from './remarks.ts';

const DOCTYPE =
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">';

/** A property list of XML around its root, with remarks at its top. */
export function plist(root: string, head: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${DOCTYPE}\n${xmlComment(head)}${element('plist', { version: '1.0' }, [root])}\n`;
}
