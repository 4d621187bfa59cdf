import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';

/** What is asked of the client of S3: as much of its package as is used here. */
export interface S3Client {
  send(command: object, options: { readonly abortSignal: AbortSignal }): Promise<S3Answer>;
}

/** What commands answer. */
export interface S3Answer {
  readonly Contents?: readonly { readonly Key?: string; readonly ETag?: string; readonly Size?: number }[];
  readonly IsTruncated?: boolean;
  readonly NextContinuationToken?: string;
  readonly ETag?: string;
  readonly Body?: Readable;
  readonly ContentLength?: number;
}

type Command = new (input: Readonly<Record<string, unknown>>) => object;

/** The part of the package that is used. */
interface S3Package {
  readonly S3Client: new (options: Readonly<Record<string, unknown>>) => S3Client;
  readonly ListObjectsV2Command: Command;
  readonly GetObjectCommand: Command;
  readonly PutObjectCommand: Command;
}

/** A client with its commands. */
export interface Connection {
  readonly client: S3Client;
  readonly commands: Omit<S3Package, 'S3Client'>;
}

/**
 * Loads the client, which the operator installs, and connects it as the environment says: credentials by the chain of
 * the package (environment, profiles, web identity, containers, machines), `AWS_REGION`, and `AWS_ENDPOINT_URL_S3` or
 * `AWS_ENDPOINT_URL` for servers that are not of Amazon.
 *
 * @throws Error when the package is not installed
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function connect(env: NodeJS.ProcessEnv = process.env): Connection {
  const { S3Client: Client, ...commands } = installed();
  const endpoint = env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'];
  const client = new Client({
    region: env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
    // Other servers seldom have a name for each bucket.
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    // And they do not all know the checksums that came in 2025.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // Each transfer is tried again as a whole, which the client does not do.
    maxAttempts: 1,
    // What goes wrong is reported by whoever asked.
    logger: SILENT,
  });
  return { client, commands };
}

const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

function nothing(): void {}

function installed(): S3Package {
  // Which Node.js a later version of the package needs is said where it is installed, and not in each sweep.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  try {
    return createRequire(import.meta.url)('@aws-sdk/client-s3') as S3Package;
  } catch (error) {
    throw new Error(
      's3:// needs the package @aws-sdk/client-s3 next to interdict: npm install @aws-sdk/client-s3@3',
      {
        cause: error,
      },
    );
  }
}
