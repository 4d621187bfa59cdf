/**
 * What the name of a package may hold where it is written into a file that a package manager reads: no name becomes an
 * option or code.
 */

/** Of dpkg. @see https://www.debian.org/doc/debian-policy/ch-controlfields.html#source */
export const DEB_NAME = /^[a-z0-9][a-z0-9+.-]+$/u;

/** Of any package manager. */
export const PACKAGE_NAME = /^[A-Za-z0-9][A-Za-z0-9_+.-]+$/u;
