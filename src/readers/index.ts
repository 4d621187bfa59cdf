export { dpkgStatus } from './linux/dpkg-status/index.ts';
