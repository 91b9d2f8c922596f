/** What is known of base images, by name and tag grammar. */
export type Family =
  | 'debian'
  | 'ubuntu'
  | 'alpine'
  | 'wolfi'
  | 'rhel'
  | 'fedora'
  | 'amazon'
  | 'suse'
  | 'arch'
  | 'azurelinux'
  | 'busybox'
  | 'distroless'
  | 'scratch'
  | 'windows';
export type PackageManager = 'apt' | 'apk' | 'dnf' | 'microdnf' | 'yum' | 'tdnf' | 'zypper' | 'pacman';

export interface BaseImage {
  /** The reference with what could be replaced. */
  readonly reference: string;
  /** Whether facts has a row for it. Nothing else may be relied on when false. */
  readonly known: boolean;
  /** The row's name: `node`, `python`, `debian`; null when unknown. */
  readonly name: string | null;
  readonly tag: string | null;
  readonly family: Family | null;
  readonly libc: 'glibc' | 'musl' | 'none' | null;
  readonly packageManager: PackageManager | null;
  /** The USER that the image sets; `root` when it sets none; null when not known. */
  readonly user: string | null;
  readonly workdir: string | null;
  /** The SHELL that it sets; null for the default. */
  readonly shell: readonly string[] | null;
  readonly entrypoint: readonly string[] | null;
  readonly cmd: readonly string[] | null;
  readonly env: Readonly<Record<string, string>>;
  /** Programs known to be there beyond the family's own: `node`, `npm`, `yarn`, `git`. */
  readonly tools: readonly string[];
}
