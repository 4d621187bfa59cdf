export { dpkgStatus } from './linux/dpkg-status/index.ts';
export { rpmDatabase } from './linux/rpm-database.ts';
export { dpkgList } from './lists/dpkg-list/index.ts';
