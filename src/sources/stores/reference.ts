/** Where an image is, in the way that tools of containers write it: `docker:app:1`, `podman:[/srv/storage]app:1`. */
export interface StoredReference {
  readonly store: 'docker' | 'podman' | 'containerd' | 'oci';
  /** The socket or folder of the store, where it is not the usual one. */
  readonly where?: string;
  /** Of the image, or `folder:tag` of a layout. */
  readonly reference: string;
}

const REFERENCE =
  /^(?<store>docker|podman|containers-storage|containerd|oci):(?:\[(?<where>[^\]]+)\])?(?<reference>[^[\s].*)$/u;

/** What an argument names in a store; undefined when it names a file. */
export function storedReference(argument: string): StoredReference | undefined {
  const groups = REFERENCE.exec(argument)?.groups;
  if (!groups) return undefined;
  const { store, where, reference = '' } = groups;
  return {
    store: store === 'containers-storage' ? 'podman' : (store as StoredReference['store']),
    ...(where === undefined ? {} : { where }),
    reference,
  };
}

/** The names that a reference may mean, as stores write them: with a registry and a tag. */
export function namesOf(reference: string): string[] {
  const tagged = /[:@][^/]*$/u.test(reference) ? reference : `${reference}:latest`;
  const first = tagged.split('/', 1)[0] ?? '';
  const hasRegistry = tagged.includes('/') && (/[.:]/u.test(first) || first === 'localhost');
  if (hasRegistry) return [tagged.replace(/^docker\.io\/(?=[^/]+$)/u, 'docker.io/library/')];
  const hub = tagged.includes('/') ? `docker.io/${tagged}` : `docker.io/library/${tagged}`;
  return [`localhost/${tagged}`, hub];
}

/**
 * The one that is there of the names that a reference may mean.
 *
 * @param known the names of the store
 * @throws Error when there is none or more than one
 */
export function oneOf(reference: string, known: readonly string[]): string {
  const found = namesOf(reference).filter((name) => known.includes(name));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1) throw new Error(`${reference} may be ${found.join(' or ')}: say which`);
  const some = known.slice(0, 10).join(', ');
  throw Object.assign(new Error(`no image ${reference}; there is ${some || 'none'}`), { code: 'ENOENT' });
}
