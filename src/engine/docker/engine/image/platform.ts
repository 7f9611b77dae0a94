import type { Image } from './image-store.ts'

/** Why an image is not of the platform asked for (`linux/arm64`), undefined when it is; `name` is what it was asked for as. */
export function platformMismatch(image: Image, name: string, platform: string, releaseMajor: number): string | undefined {
  if (platform === '') return undefined
  const [os = '', architecture = '', variant] = platform.split('/')
  const own = image.config
  const fits = own.os === os && (architecture === '' || own.architecture === architecture) && (variant === undefined || own.variant === variant)
  if (fits) return undefined
  const actual = `${own.os}/${own.architecture}`
  return releaseMajor >= 28
    ? `image with reference ${name} was found but its platform (${actual}) does not match the specified platform (${platform})`
    : `image with reference ${name} was found but does not match the specified platform: wanted ${platform}, actual: ${actual}`
}
