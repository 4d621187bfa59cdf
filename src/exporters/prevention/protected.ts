import { globOf } from '../../matching/glob.ts';

/** Parts of systems, and what keeps them up to date. */
const PROTECTED =
  'apt apt-utils base-files bash busybox coreutils dnf dpkg filesystem flatpak glib2 glibc interdict kernel libc-bin libc6 ' +
  'linux linux-image-amd64 musl nodejs openssh-server openssl pacman rpm snapd sudo systemd zypper ' +
  'org.freedesktop.platform org.gnome.platform org.kde.platform ' +
  // Teams that sign the systems' own programs and what manages machines: Microsoft, Google, Jamf, Santa.
  'ubf8t346g9 eqhxz8m8av 483dwkw443 zmcg7mldv9';

/** Whether a name or a glob means what no control and no plan may name, whatever a rule says. */
export function isProtected(name: string): boolean {
  const matches = globOf(name.toLowerCase());
  return PROTECTED.split(' ').some((it) => matches(it));
}
