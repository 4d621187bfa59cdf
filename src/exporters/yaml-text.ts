/** A YAML text that stays inside its quotes: YAML reads what JSON writes, but for line ends that JSON leaves as they are. */
export function yamlText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u0085\u2028\u2029\ufeff\u007f-\u009f]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
