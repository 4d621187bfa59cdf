import type { DirectoryEntry, FileNode, FileSystem } from '../file-system.ts';

/** A file as the uppermost layer has it, or a folder with those of the layers below it. */
interface OverlayNode extends FileNode {
  /** The uppermost first. */
  readonly parts: readonly Part[];
}

interface Part {
  readonly layer: FileSystem;
  readonly node: FileNode;
}

/**
 * File systems that a live system mounts over each other. A device file in a layer hides what is below it, as
 * overlayfs has it.
 *
 * @param layers the uppermost first
 */
export function overlay(layers: readonly FileSystem[]): FileSystem {
  const [upper] = layers;
  if (upper === undefined) throw new TypeError('an overlay without layers');
  const lookup = (folder: FileNode, name: string): FileNode | undefined => {
    const parts: Part[] = [];
    for (const { layer, node } of (folder as OverlayNode).parts) {
      const found = layer.lookup(node, name);
      if (found === undefined) continue;
      if (parts.length > 0 && found.kind !== 'folder') break;
      parts.push({ layer, node: found });
      if (found.kind !== 'folder') break;
    }
    return parts.length === 0 ? undefined : nodeOf(parts);
  };
  return {
    type: upper.type,
    caseInsensitive: false,
    root: nodeOf(layers.map((layer) => ({ layer, node: layer.root }))),
    get gaps() {
      return layers.flatMap((layer) => layer.gaps);
    },
    *list(folder) {
      const seen = new Set<string>();
      for (const { layer, node } of (folder as OverlayNode).parts)
        for (const { name } of layer.list(node)) {
          if (seen.has(name)) continue;
          seen.add(name);
          yield entryOf(name, () => lookup(folder, name));
        }
    },
    lookup,
    readLink: (link) => {
      const [{ layer, node }] = partsOf(link);
      return layer.readLink(node);
    },
    read: (file, offset, length) => {
      const [{ layer, node }] = partsOf(file);
      return layer.read(node, offset, length);
    },
  };
}

function nodeOf(parts: readonly Part[]): OverlayNode {
  const [{ node }] = parts as readonly [Part];
  return { kind: node.kind, size: node.size, id: parts.map((part) => part.node.id).join('+'), parts };
}

function partsOf(node: FileNode): readonly [Part, ...Part[]] {
  return (node as OverlayNode).parts as unknown as readonly [Part, ...Part[]];
}

function entryOf(name: string, find: () => FileNode | undefined): DirectoryEntry {
  return {
    name,
    node() {
      const node = find();
      if (node === undefined) throw new SyntaxError(`${name} is listed and not found`);
      return node;
    },
  };
}
