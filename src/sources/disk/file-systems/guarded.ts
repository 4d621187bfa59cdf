import type { DirectoryEntry, FileNode, FileSystem, Probe } from '../file-system.ts';

/** A probe whose file system throws of numbers that lead out of a structure what it throws of other damage. */
export function guarded(probe: Probe): Probe {
  return (device) => {
    const fileSystem = sound(device.name, () => probe(device));
    return fileSystem && guard(device.name, fileSystem);
  };
}

function guard(name: string, fileSystem: FileSystem): FileSystem {
  const list = function* (folder: FileNode): Generator<DirectoryEntry> {
    try {
      for (const entry of fileSystem.list(folder))
        yield { ...entry, node: () => sound(name, () => entry.node()) };
    } catch (error) {
      throw asDamage(name, error);
    }
  };
  // Gaps and trees are read from the file system itself, which may still add to them.
  return Object.assign(Object.create(fileSystem) as FileSystem, {
    list,
    lookup: (folder: FileNode, wanted: string) => sound(name, () => fileSystem.lookup(folder, wanted)),
    readLink: (link: FileNode) => sound(name, () => fileSystem.readLink(link)),
    read: (file: FileNode, offset: number, length: number) =>
      sound(name, () => fileSystem.read(file, offset, length)),
  });
}

function sound<Value>(name: string, step: () => Value): Value {
  try {
    return step();
  } catch (error) {
    throw asDamage(name, error);
  }
}

function asDamage(name: string, error: unknown): unknown {
  return error instanceof RangeError
    ? new SyntaxError(`${name}: a structure of its file system is damaged`)
    : error;
}
