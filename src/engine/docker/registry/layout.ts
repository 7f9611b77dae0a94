// Where a registry keeps what: the layout of distribution's file-system driver, shortened.

export const REGISTRY_ROOT = '/var/lib/registry'

const hex = (digest: string): string => digest.replace(/^sha256:/, '')

export const blobPath = (digest: string): string => `${REGISTRY_ROOT}/blobs/sha256/${hex(digest)}`
export const tagPath = (repository: string, tag: string): string => `${REGISTRY_ROOT}/repositories/${repository}/_tags/${tag}`
export const tagsFolder = (repository: string): string => `${REGISTRY_ROOT}/repositories/${repository}/_tags`
/** Holds the media type of a manifest the repository has. */
export const manifestTypePath = (repository: string, digest: string): string =>
  `${REGISTRY_ROOT}/repositories/${repository}/_manifests/${hex(digest)}`
export const uploadPath = (id: string): string => `${REGISTRY_ROOT}/uploads/${id}`
export const searchIndexPath = `${REGISTRY_ROOT}/search.json`
