import { type Json, stringField } from '../../formats/markup/json.ts';

/** Something of an image that could not be read or is not what it should be. */
export interface ArchiveError {
  readonly path: string;
  readonly reason: string;
}

/** A layer as a manifest names it. */
export interface LayerManifest {
  /** Of the member that holds it. */
  readonly name: string;
  /** Of the bytes as they are stored. */
  readonly digest?: string;
  /** Of the unpacked archive. */
  readonly diffId?: string;
  /** Where it is to be had when it is not here. */
  readonly url?: string;
}

/** An image and its layers, from the lowest. */
export interface ImageManifest {
  readonly name: string;
  /** `linux/arm64/v8`, where it is known. */
  readonly platform?: string;
  readonly layers: readonly LayerManifest[];
  readonly faults: readonly ArchiveError[];
  /** An index describes it, and its manifest is not in the archive. */
  readonly absent?: true;
}

/** The platform in a configuration, or in a descriptor's `platform`. */
export function platformOf(value: Json | undefined): { platform?: string } {
  const os = stringField(value, 'os');
  const architecture = stringField(value, 'architecture');
  if (os === undefined || architecture === undefined) return {};
  const variant = stringField(value, 'variant');
  return { platform: [os, architecture, ...(variant ? [variant] : [])].join('/') };
}

/** Whether an image is for the platform that was asked for: `linux/arm` also means `linux/arm/v7`. */
export function isFor(image: ImageManifest, wanted: string): boolean {
  if (image.platform === undefined) return true;
  return image.platform === wanted || image.platform.startsWith(`${wanted}/`);
}
