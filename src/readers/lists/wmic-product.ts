import type { Reader } from '../../types.ts';
import { programFrom } from '../program-record.ts';
import { wmicRecords, wmicTitles } from './wmic-records.ts';

/**
 * `wmic product get`: as a table, and with `/format:list`. (`/format:csv` is read as a table of programs like every
 * other.)
 *
 * @see https://learn.microsoft.com/previous-versions/windows/desktop/msiprov/win32-product
 */
export const wmicProduct: Reader = {
  id: 'wmic-product',
  title: 'wmic product get',
  paths: [],
  recognises(head) {
    const titles = wmicTitles(head);
    return titles.every((title) => PROPERTIES.has(title)) && titles.some((title) => NAMING.includes(title));
  },
  *read(bytes) {
    for (const { fields, line } of wmicRecords(bytes, isProduct)) {
      const program = programFrom(fields, line);
      if (program !== undefined) yield program;
    }
  },
};

/** The properties of `Win32_Product`. */
const PROPERTIES = new Set(
  (
    'AssignmentType Caption Description HelpLink HelpTelephone IdentifyingNumber InstallDate InstallDate2 ' +
    'InstallLocation InstallSource InstallState Language LocalPackage Name PackageCache PackageCode PackageName ' +
    'ProductID RegCompany RegOwner SKUNumber Transforms URLInfoAbout URLUpdateInfo Vendor Version WordCount'
  ).split(' '),
);
const NAMING = ['Name', 'Caption', 'Description'];

function isProduct(fields: ReadonlyMap<string, string>): boolean {
  const code = fields.get('IdentifyingNumber');
  return code === undefined || PRODUCT_CODE.test(code);
}

const PRODUCT_CODE = /^\{[0-9A-F-]{36}\}$/iu;
