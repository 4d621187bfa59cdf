/** Object storage that speaks S3: opened only where an address begins with `s3://`. */

export { folderPrefix, objectAddress } from './address.ts';
export { type Mirror, mirrorOf } from './mirror.ts';
export { openBucket } from './transfer.ts';
