/** A place in object storage: `s3://bucket/prefix`. */
export interface ObjectAddress {
  readonly bucket: string;
  /** Without a slash at its beginning; empty for the whole bucket. */
  readonly key: string;
}

/** Whether a text is an address of object storage. */
export function isObjectAddress(text: string): boolean {
  return text.startsWith('s3://');
}

/**
 * Reads an address.
 *
 * @throws Error when it names no bucket
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function objectAddress(text: string): ObjectAddress {
  const { bucket, key = '' } = ADDRESS.exec(text)?.groups ?? {};
  if (bucket === undefined) throw new Error(`${text}: give s3://bucket/prefix`);
  return { bucket, key };
}

const ADDRESS = /^s3:\/\/(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(?<key>.*))?$/su;

/** The prefix of what lies in a folder of object storage: with a slash at its end, or empty. */
export function folderPrefix(key: string): string {
  return key === '' || key.endsWith('/') ? key : `${key}/`;
}
