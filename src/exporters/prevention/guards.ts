import type { ExportModel } from '../model/index.ts';
import type { ExportTarget } from '../target.ts';
import { type Blocklist, blocklist, type NameForm } from './identifiers.ts';
import { DEB_NAME, PACKAGE_NAME } from './package-names.ts';
import { headLines } from './remarks.ts';

/** A package that holds nothing and conflicts with what is banned. */
interface Guard extends NameForm {
  readonly id: string;
  readonly title: string;
  readonly gaps: readonly string[];
  render(model: ExportModel, list: Blocklist, head: readonly string[]): string;
}

function guard({ id, title, gaps, render, ...form }: Guard): ExportTarget {
  return {
    id,
    title,
    systems: ['linux'],
    render(model) {
      const list = blocklist(model, form);
      const notices = [...gaps, ...list.notices];
      const head = headLines(model, list, notices, 'remove the package interdict-guard');
      return { text: render(model, list, head), notices };
    },
  };
}

const INSTALLED = 'the guard does not install where a banned package is already installed, which shows it';

/**
 * The control file of a package for dpkg. apt removes a plain package that is in the way; a protected one it keeps.
 *
 * @see https://manpages.debian.org/stable/dpkg-dev/deb-control.5.en.html
 */
export const debGuard = guard({
  id: 'deb-guard',
  title: 'control file of a Debian package that conflicts with packages',
  kinds: ['deb'],
  form: DEB_NAME,
  gaps: ['it does not stop --force-conflicts, and a removal of the guard', INSTALLED],
  render: ({ day }, { names }, head) =>
    `${[
      'Package: interdict-guard',
      `Version: ${day.replaceAll('-', '.')}`,
      'Architecture: all',
      'Maintainer: interdict <root@localhost>',
      'Protected: yes',
      `Conflicts: ${names.join(', ')}`,
      'Description: keeps banned packages out',
      ...head.map((line) => ` ${line}`),
    ].join('\n')}\n`,
});

/**
 * The spec file of a package for rpm.
 *
 * @see https://rpm-software-management.github.io/rpm/manual/spec.html
 */
export const rpmGuard = guard({
  id: 'rpm-guard',
  title: 'spec file of an RPM package that conflicts with packages',
  kinds: ['rpm'],
  form: PACKAGE_NAME,
  gaps: ['it does not stop rpm --nodeps, and a removal of the guard', INSTALLED],
  render: ({ day }, { names }, head) =>
    `${[
      'Name: interdict-guard',
      `Version: ${day.replaceAll('-', '.')}`,
      'Release: 1',
      'Summary: Keeps banned packages out',
      'License: Public Domain',
      'BuildArch: noarch',
      ...names.map((name) => `Conflicts: ${name}`),
      '',
      '%description',
      // A percent sign begins a macro.
      ...head.map((line) => line.replaceAll('%', '%%')),
      '',
      '%files',
    ].join('\n')}\n`,
});
