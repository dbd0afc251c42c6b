import { createContext } from "svelte";

/** What every part of a screen may need to know of the window round it. */
export interface Frame {
  windowTitle(screen: string, withErrors: boolean): string;
  readonly detailsHidden: boolean;
  readonly words: { readonly hidden: string; readonly errorTitle: string };
}

export const [useFrame, setFrame] = createContext<() => Frame>();
