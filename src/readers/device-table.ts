import { fieldOf } from './program-record.ts';

/** Columns that tables of computers, devices and users have, and tables of programs have not. */
const DEVICE =
  /^(?:serial|serialn(?:o|r|umber)|seriennummer|assettag|model|modell|modele|modelname|ip|ipv[46]|ipaddr(?:ess)?|ipadresse|mac|macaddr(?:ess)?|wifimac(?:address)?|imei|meid|udid|uuid|os|osname|osversion|operatingsystem|betriebssystem|osbuild|lastlogon|lastlogin|lastseen|lastcontact|lastcheckin|lastsync|email|emailaddress|mail|upn|userprincipalname|samaccountname|department|phone|phonenumber|jobtitle|ram|memory|cpu|processor|storage|disk|entity|domain|ou|site|compliance|compliancestate|ownership|enrolleddate|enrollmentdate|warranty\w*|chassis\w*|formfactor|bios\w*)$/u;

/** Titles that a name of anything may have; `DisplayName` and `Application` are of programs. */
const BARE_NAME = /^(?:name|nom|nombre|nome|naam|namn|nazwa|имя|名称|名前|title|caption)$/u;

/** Columns that only lists of programs have. */
const OF_PROGRAMS =
  /^(?:publisher|uninstallstring|installdate|installlocation|installedon|installpath|installsource|identifyingnumber|productcode|packagecode|bundleid|bundleidentifier|cpe|purl)$/u;

/**
 * Whether these are the titles of a table of computers, devices or users: their one name is no name of a program, and
 * who made a device published none.
 */
export function isTableOfDevices(titles: readonly string[]): boolean {
  const plain = titles.map((title) => title.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''));
  const names = titles.filter((title) => ['name', 'full', 'family'].includes(fieldOf(title) ?? ''));
  const isBare = names.length === 1 && BARE_NAME.test(plain[titles.indexOf(names[0] ?? '')] ?? '');
  if (!isBare || plain.some((title) => OF_PROGRAMS.test(title))) return false;
  const signs = plain.filter((title) => DEVICE.test(title)).length;
  return signs >= (titles.some((title) => fieldOf(title) === 'version') ? 2 : 1);
}
