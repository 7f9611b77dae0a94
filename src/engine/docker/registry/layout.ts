// Where a registry keeps what: the paths of distribution's file-system driver (registry/storage/paths.go).

export const REGISTRY_ROOT = '/var/lib/registry'

const V2 = `${REGISTRY_ROOT}/docker/registry/v2`
const hex = (digest: string): string => digest.replace(/^sha256:/, '')

export const repositoriesFolder = `${V2}/repositories`
export const blobPath = (digest: string): string => `${V2}/blobs/sha256/${hex(digest).slice(0, 2)}/${hex(digest)}/data`
/** Files named `link` hold the digest of what they stand for. */
export const tagPath = (repository: string, tag: string): string => `${tagsFolder(repository)}/${tag}/current/link`
export const tagsFolder = (repository: string): string => `${repositoriesFolder}/${repository}/_manifests/tags`
export const revisionPath = (repository: string, digest: string): string =>
  `${repositoriesFolder}/${repository}/_manifests/revisions/sha256/${hex(digest)}/link`
export const layerPath = (repository: string, digest: string): string => `${repositoriesFolder}/${repository}/_layers/sha256/${hex(digest)}/link`
export const uploadPath = (repository: string, id: string): string => `${repositoriesFolder}/${repository}/_uploads/${id}/data`
/** The public registry's own records: who has an account, and what repositories are called, described and told to. */
export const accountsPath = `${REGISTRY_ROOT}/hub/accounts.json`
export const repositoriesPath = `${REGISTRY_ROOT}/hub/repositories.json`
