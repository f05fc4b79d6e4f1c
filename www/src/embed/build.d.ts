// What the build says (vite-guest.ts).

/** Of Cargo.toml. */
declare const VERSION: string;
/** Where the page lies, beside this module; empty where it does not. */
declare const HOME: string;

/** The faces of src/fonts.css, each as FontFace takes it. */
declare module 'virtual:faces' {
  const faces: [family: string, source: string, descriptors: FontFaceDescriptors][];
  export default faces;
}
