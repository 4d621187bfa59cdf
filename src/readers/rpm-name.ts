/** A package as rpm names it in one word: `name-[epoch:]version-release.arch`. */
export interface RpmName {
  readonly name: string;
  /** `[epoch:]version-release`; an epoch of 0 is left out, because it is the same as none. */
  readonly version: string;
  readonly arch?: string;
}

/** Architectures of rpm packages, with those that other package managers write alike. */
const ARCHES = new Set(
  `noarch x86_64 x86_64_v2 x86_64_v3 x86_64_v4 amd64 ia32e i386 i486 i586 i686 athlon geode ia64 aarch64 arm64
  armv3l armv4b armv4l armv4tl armv5tel armv5tejl armv5tl armv6l armv6hl armv7l armv7hl armv7hnl armv8l armv8hl armh
  alpha alphaev5 alphaev56 alphaev6 alphaev67 alphapca56 e2k e2kv4 e2kv5 e2kv6 loongarch64 m68k m68kmint mips mipsel mips64
  mips64el mipsr6 mipsr6el mips64r6 mips64r6el ppc ppc64 ppc64le ppc64iseries ppc64pseries ppc8260 ppc8560 pentium3
  pentium4 riscv64 riscv32 s390 s390x sh sh3 sh4 sh4a sparc sparc64 sparc64v sparcv8 sparcv9 sparcv9v sw_64 src nosrc`.split(
    /\s+/u,
  ),
);
/** Those of {@link ARCHES} that dpkg writes as well, so that they show nothing. */
const SHARED = new Set([
  'amd64',
  'i386',
  'arm64',
  'alpha',
  'ia64',
  'm68k',
  'mips',
  'mipsel',
  's390x',
  'riscv64',
  'sh4',
  'sparc64',
  'loongarch64',
]);
const WORD = /^[\w+][\w.+~^%-]*$/u;
const VERSION = /^[\w.+~^%]+$/u;
const EPOCH = /^(?:\d{1,10}|\(none\)):/u;
/** What distributions put at the end of a release: `.el9`, `.fc40`, `.amzn2023`, `alt1`. */
const DIST =
  /(?:^|[.\d])(?:el|fc|rhel|amzn|mga|mdv|mdk|cm|azl|oe|ph|lp|suse|sles|alt|rosa|red|tl|an|al|ky|uel|uelc|sme|ocs|bclinux|nfs)\d/u;

/** The parts of such a word, or undefined when it is none. Old lists write the epoch before the name. */
export function rpmName(word: string): RpmName | undefined {
  const lead = EPOCH.exec(word)?.[0] ?? '';
  const { stem, arch } = withoutArch(word.slice(lead.length));
  const release = stem.lastIndexOf('-');
  const version = stem.lastIndexOf('-', release - 1);
  // `bash-5.1-6.el9.x86_64.rpm` is a file, not what is installed
  if (version < 1 || release < 0 || stem.endsWith('.rpm')) return undefined;
  const evr = lead + stem.slice(version + 1);
  const name = stem.slice(0, version);
  const full = WORD.test(name) ? rpmVersion(evr) : undefined;
  if (full === undefined || !full.includes('-')) return undefined;
  return { name, version: full, ...(arch === undefined ? {} : { arch }) };
}

/** `[epoch:]version[-release]` without an epoch of 0 or `(none)`; undefined when it is no version. */
export function rpmVersion(text: string): string | undefined {
  const epoch = EPOCH.exec(text)?.[0] ?? '';
  const rest = text.slice(epoch.length);
  const [version = '', release, ...more] = rest.split('-');
  if (!VERSION.test(version) || more.length > 0) return undefined;
  if (release !== undefined && !VERSION.test(release)) return undefined;
  return /^(?:0+|\(none\))?:?$/u.test(epoch) ? rest : epoch + rest;
}

/** A word without the architecture at its end, and that architecture. */
export function withoutArch(word: string): { stem: string; arch?: string } {
  const dot = word.lastIndexOf('.');
  const arch = word.slice(dot + 1);
  if (dot < 1) return { stem: word };
  if (arch === '(none)') return { stem: word.slice(0, dot) };
  return ARCHES.has(arch) ? { stem: word.slice(0, dot), arch } : { stem: word };
}

/** Whether rpm writes this architecture. */
export function isRpmArch(text: string): boolean {
  return ARCHES.has(text);
}

/** Whether an architecture or a release can come from nothing but rpm. */
export function isCertainlyRpm(archOrRelease: string): boolean {
  return (ARCHES.has(archOrRelease) && !SHARED.has(archOrRelease)) || DIST.test(archOrRelease);
}
