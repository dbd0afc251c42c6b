import { render, screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import Drawing from "../components/Drawing.svelte";
import { copy } from "../copy";
import { pictures } from "../testing/views";
import Label from "./Label.svelte";

describe("the drawings", () => {
  it.each(pictures)("tell what marks %s out, in words of its own", (picture) => {
    const { alt } = copy.pictures[picture];
    render(Drawing, { props: { picture, alt } });

    expect(screen.getByRole("img", { name: alt })).toBeDefined();
    expect(pictures.filter((other) => copy.pictures[other].alt === alt)).toEqual([picture]);
  });

  it.each([
    ["Accept", "text"],
    ["Ein viel zu langes Wort", "path"],
  ])("write “%s” or draw a line in its place", (text, expected) => {
    const { container } = render(Label, { props: { x: 0, y: 20, room: 60, text } });

    expect(container.querySelector("text, path")?.tagName).toBe(expected);
  });
});
