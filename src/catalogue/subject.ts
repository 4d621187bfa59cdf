/** `CN=Example Ltd, O=Example Ltd, C=GB`. */
const SUBJECT_NAME = /(?:^|[,/+;]\s*)(?:CN|O)\s*=\s*(?:"(?<quoted>[^"]*)"|(?<plain>[^,/+;]*))/giu;

/** The names in the subject of a certificate: common name and organisation, or the text itself if it is a bare name. */
export function namesOfSubject(subject: string): string[] {
  const names = [...subject.matchAll(SUBJECT_NAME)].map(
    ({ groups }) => groups?.['quoted'] ?? groups?.['plain'] ?? '',
  );
  return names.length > 0 ? [...new Set(names)] : [subject];
}
