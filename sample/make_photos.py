#!/usr/bin/env python3
"""Render the sample newsroom's photos: every picture here is computed, none was taken.

    python3 -m venv ../../venv && ../../venv/bin/pip install numpy pillow
    ../../venv/bin/python make_photos.py [NAME ...]

Each scene is a function that returns an array of floats (height, width, 3) in 0..1.
Seeds are fixed, so the same versions of numpy and Pillow make the same files.
Two pictures carry their caption and credit inside, one as XMP and one as IPTC-IIM.
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

OUT = Path(__file__).parent / "photos"
W, H = 1600, 1067


# --- the darkroom: tools every scene uses -----------------------------------------------

def grid(w=W, h=H):
    """Coordinates of every pixel: x in -0.5..0.5 of the height, y in 0..1 downwards."""
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    return (x - w / 2) / h, y / h


def rgb(code):
    return np.array([int(code[i:i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)


def ramp(value, *stops):
    """Colour by value: stops are (position, '#rrggbb') in rising order."""
    at = [s[0] for s in stops]
    colours = np.array([rgb(s[1]) for s in stops])
    return np.stack([np.interp(value, at, colours[:, c]) for c in range(3)], -1).astype(np.float32)


def noise(w, h, beta, seed, sx=1.0, sy=1.0):
    """Fractal noise in 0..1 by spectral synthesis; sx, sy stretch it along an axis."""
    r = np.random.default_rng(seed)
    fy = np.fft.fftfreq(h)[:, None] * h * sy
    fx = np.fft.rfftfreq(w)[None, :] * h * sx
    f = np.sqrt(fx * fx + fy * fy)
    f[0, 0] = 1
    spectrum = (r.normal(size=f.shape) + 1j * r.normal(size=f.shape)) * f ** (-beta / 2)
    spectrum[0, 0] = 0
    n = np.fft.irfft2(spectrum, s=(h, w))
    lo, hi = np.percentile(n, [1, 99])
    return np.clip((n - lo) / (hi - lo), 0, 1).astype(np.float32)


def line(n, beta, seed, cut=0):
    """Fractal noise along a line, -1..1: the outline of a ridge."""
    r = np.random.default_rng(seed)
    f = np.fft.rfftfreq(2 * n) * 2 * n
    f[0] = 1
    s = (r.normal(size=f.size) + 1j * r.normal(size=f.size)) * f ** (-beta / 2)
    s[:1 + cut] = 0
    v = np.fft.irfft(s)[:n]
    return (v / np.abs(v).max()).astype(np.float32)


def smooth(a, b, v):
    t = np.clip((v - a) / (b - a), 0, 1)
    return t * t * (3 - 2 * t)


def over(img, mask, colour):
    m = mask[..., None]
    return img * (1 - m) + colour * m


def drawn(w, h, draw, blur=0.0):
    """A mask drawn at twice the size and brought down, so that edges are soft."""
    big = Image.new("L", (w * 2, h * 2), 0)
    draw(ImageDraw.Draw(big))
    if blur:
        big = big.filter(ImageFilter.GaussianBlur(blur * 2))
    return np.asarray(big.resize((w, h), Image.LANCZOS), np.float32) / 255


def blurred(img, radius):
    im = Image.fromarray((np.clip(img, 0, 1) * 255).astype(np.uint8))
    return np.asarray(im.filter(ImageFilter.GaussianBlur(radius)), np.float32) / 255


def bloom(img, threshold=0.75, radius=24, strength=0.7):
    bright = np.clip(img - threshold, 0, 1) / (1 - threshold)
    return 1 - (1 - np.clip(img, 0, 1)) * (1 - strength * blurred(bright, radius))


def glow(img, x, y, radius, colour, strength=1.0, power=2.0):
    gx, gy = grid(img.shape[1], img.shape[0])
    d = np.sqrt((gx - x) ** 2 + (gy - y) ** 2) / radius
    return 1 - (1 - np.clip(img, 0, 1)) * (1 - np.exp(-d ** power)[..., None] * rgb(colour) * strength)


def sample(img, x, y):
    """Bilinear look-up at pixel coordinates, clamped at the edges."""
    h, w = img.shape[:2]
    x, y = np.clip(x, 0, w - 1.001), np.clip(y, 0, h - 1.001)
    x0, y0 = x.astype(int), y.astype(int)
    fx, fy = (x - x0)[..., None], (y - y0)[..., None]
    top = img[y0, x0] * (1 - fx) + img[y0, x0 + 1] * fx
    low = img[y0 + 1, x0] * (1 - fx) + img[y0 + 1, x0 + 1] * fx
    return top * (1 - fy) + low * fy


def ripples(x, depth, seed, waves=28, lo=1.5, hi=60):
    """Slopes of a wind-ruffled surface in perspective; quieter towards the horizon."""
    r = np.random.default_rng(seed)
    z = 1 / (depth + 0.03)
    px, pz = x * z, z * 2.2
    out = np.zeros_like(x)
    for k in np.geomspace(lo, hi, waves):
        angle = r.normal(0, 0.5)
        phase = r.uniform(0, 6.28)
        footprint = k * z * 0.004                      # what a pixel can no longer resolve
        out += np.sin(k * (px * np.sin(angle) + pz * np.cos(angle)) + phase) \
            / k ** 0.55 * np.exp(-footprint ** 2)
    return out / 2.2


def water(img, horizon, seed, tint, reach=150, side=10, dark=0.8):
    """Fill everything under `horizon` (0..1) with the reflection of what stands above."""
    h, w = img.shape[:2]
    gx, gy = grid(w, h)
    row = int(horizon * h)
    depth = np.clip((gy - horizon) / (1 - horizon), 0, 1)
    rip = ripples(gx, depth, seed)
    ys = 2 * row - gy * h - np.abs(rip) * reach * (0.12 + depth) - rip * reach * 0.4 * depth
    xs = gx * h + w / 2 + ripples(gx, depth, seed + 1) * side
    seen = sample(blurred(img, 1.2), xs, np.clip(ys, 0, row - 2))
    fresnel = np.clip(dark - 0.38 * depth + 0.22 * rip * depth, 0.05, 1)[..., None]
    surface = seen * fresnel + rgb(tint) * (1 - fresnel)
    out = img.copy()
    out[row:] = surface[row:]
    return out


def finish(img, seed=1, grain=0.010, vignette=0.22, contrast=0.12):
    h, w = img.shape[:2]
    gx, gy = grid(w, h)
    img = np.clip(img, 0, 1)
    img = img + contrast * (img * img * (3 - 2 * img) - img)
    img = img * (1 - vignette * ((gx / (w / h)) ** 2 + (gy - 0.5) ** 2) * 1.6)[..., None]
    g = np.random.default_rng(seed).normal(0, grain, (h, w, 1)).astype(np.float32)
    return np.clip(img + blurred_grain(g), 0, 1)


def blurred_grain(g):
    return (g + np.roll(g, 1, 0) + np.roll(g, 1, 1) + np.roll(g, (1, 1), (0, 1))) / 2


def clouds(img, horizon, seed, lit, shade, amount=0.55, stretch=0.35):
    """Clouds on a plane overhead, flattened towards the horizon, lit from underneath."""
    h, w = img.shape[:2]
    gx, gy = grid(w, h)
    up = np.clip(horizon - gy, 0.004, 1) + 0.06
    n = noise(2048, 2048, 3.0, seed)
    u = (gx / up * 190 * stretch * 3) % 2048                             # the noise tiles
    v = (1 / up * 150) % 2048
    d = sample(n[..., None], u, v)[..., 0]
    e = sample(n[..., None], u, (v + 14) % 2048)[..., 0]
    cover = smooth(1 - amount, 1 - amount + 0.35, d) * smooth(0.0, 0.10, horizon - gy)
    light = np.clip(0.5 + (e - d) * 5, 0, 1)[..., None]
    return over(img, cover * 0.9, rgb(shade) * (1 - light) + rgb(lit) * light)


# --- the scenes --------------------------------------------------------------------------

def harbour_dusk():
    gx, gy = grid()
    hz = 0.60
    img = ramp(gy / hz, (0, "#1d2450"), (0.35, "#4b3a78"), (0.62, "#b0567a"), (0.82, "#f08a55"), (1, "#ffd98a"))
    img = clouds(img, hz, 11, "#ff9d6b", "#57407a", 0.62)
    img = glow(img, 0.16, hz - 0.015, 0.30, "#ffb35c", 0.75, 1.2)
    img = glow(img, 0.16, hz - 0.03, 0.035, "#fff6d0", 1.0, 4)
    for i, (base, amp, colour) in enumerate([(0.565, 0.05, "#9a5c74"), (0.585, 0.03, "#6a4668")]):
        ridge = base - amp * line(W, 2.6, 40 + i)
        img = over(img, smooth(0, 0.003, gy - ridge[None, :]), rgb(colour))

    def quay(d):
        s = 2 * H
        r = np.random.default_rng(5)
        x = -20
        while x < 2 * W * 0.46:
            wd, ht = r.integers(60, 170), r.uniform(0.02, 0.062)
            d.rectangle([x, (hz - ht) * s, x + wd, hz * s], fill=255)
            if r.random() < 0.5:
                d.polygon([(x, (hz - ht) * s), (x + wd / 2, (hz - ht - 0.022) * s), (x + wd, (hz - ht) * s)], fill=255)
            x += wd + r.integers(-8, 22)
        d.rectangle([0, (hz - .012) * s, 2 * W * .475, hz * s + 6], fill=255)
        for cx, ht in [(260, 0.30), (560, 0.36), (830, 0.27)]:            # gantry cranes
            top = (hz - ht) * s
            for dx in (-46, 46):
                d.line([(cx + dx * 1.3, hz * s), (cx + dx, top + 60)], fill=255, width=9)
            for k in range(1, 5):
                yy = hz * s + (top + 60 - hz * s) * k / 4.2
                d.line([(cx - 52, yy), (cx + 52, yy - 66)], fill=255, width=4)
                d.line([(cx - 52, yy), (cx + 52, yy)], fill=255, width=5)
            d.line([(cx - 170, top + 62), (cx + 400, top + 62)], fill=255, width=11)
            d.line([(cx + 6, top - 54), (cx + 390, top + 58)], fill=255, width=4)
            d.line([(cx + 6, top - 54), (cx + 200, top + 58)], fill=255, width=3)
            d.line([(cx + 6, top - 54), (cx - 160, top + 58)], fill=255, width=4)
            d.line([(cx - 10, top + 60), (cx + 6, top - 56), (cx + 22, top + 60)], fill=255, width=7)
            d.rectangle([cx + 210, top + 66, cx + 236, top + 86], fill=255)
            d.line([(cx + 223, top + 80), (cx + 223, top + 210)], fill=255, width=3)
        d.polygon([(2600, hz * s), (2615, (hz - .14) * s), (2665, (hz - .14) * s), (2680, hz * s)], fill=255)
        d.rectangle([2606, (hz - .147) * s, 2674, (hz - .138) * s], fill=255)
        d.rectangle([2620, (hz - .168) * s, 2660, (hz - .145) * s], fill=255)
        d.polygon([(2612, (hz - .168) * s), (2640, (hz - .19) * s), (2668, (hz - .168) * s)], fill=255)
        d.polygon([(2280, hz * s + 4), (2420, (hz - .012) * s), (2900, (hz - .016) * s), (3210, hz * s + 4)], fill=255)
        for bx, hh, ln in [(1560, .15, 150), (1690, .12, 120), (2140, .17, 160), (1960, .10, 90)]:    # yachts
            d.polygon([(bx - ln * .55, (hz - .012) * s), (bx + ln * .6, (hz - .014) * s), (bx + ln * .42, hz * s + 5), (bx - ln * .45, hz * s + 5)], fill=255)
            d.line([(bx, hz * s), (bx, (hz - hh) * s)], fill=255, width=6)
            d.line([(bx, (hz - hh) * s), (bx + ln * .55, (hz - .016) * s)], fill=255, width=2)
            d.line([(bx, (hz - hh) * s), (bx - ln * .5, (hz - .016) * s)], fill=255, width=2)
            d.line([(bx, (hz - .028) * s), (bx - ln * .42, (hz - .026) * s)], fill=255, width=7)

    m = drawn(W, H, quay)
    img = over(img, m, ramp(gy, (0.3, "#2a2143"), (hz, "#1b1730")))
    r = np.random.default_rng(9)
    for _ in range(34):                                                   # lamps along the quay
        x, y = r.uniform(-0.75, -0.06), hz - r.uniform(0.004, 0.05)
        img = glow(img, x, y, r.uniform(0.0025, 0.005), r.choice(["#ffe2a0", "#ffc56b", "#fff3d8"]), 1, 2)
    img = glow(img, 0.487, hz - .157, 0.05, "#ffdf9a", 0.9, 1.0)
    img = water(img, hz, 3, "#141636", 210, 9, 0.93)
    return finish(bloom(img, 0.8, 16, 0.4), 1, 0.006)


def fog_hills():
    gx, gy = grid()
    img = ramp(gy, (0, "#7fa3bf"), (0.25, "#c8cfcf"), (0.42, "#f7e3c3"), (1, "#f3e6d4"))
    img = glow(img, -0.28, 0.27, 0.42, "#fff0c8", 0.8, 1.2)
    img = glow(img, -0.28, 0.27, 0.036, "#ffffff", 1, 6)
    r = np.random.default_rng(2)
    layers = 9
    for i in range(layers):
        t = i / (layers - 1)
        ridge = 0.37 + 0.56 * t ** 1.25 - (0.11 - 0.02 * t) * line(W, 2.7, 70 + i) - 0.035 * (1 - t) * line(W, 2.0, 20 + i)
        trees = np.zeros(W, np.float32)
        if i >= 4:                                                        # spruces along the crest
            size = 0.006 + 0.075 * (t - 0.4) ** 1.8
            n = int(7 / size * 0.55)
            for c in r.uniform(0, W, n):
                ht, half = size * r.uniform(0.45, 1.25), size * H * r.uniform(0.14, 0.22)
                a, b = max(0, int(c - half)), min(W, int(c + half) + 1)
                if b > a:
                    k = 1 - np.abs(np.arange(a, b) - c) / half
                    tooth = 0.86 + 0.14 * np.sin(np.arange(a, b) * 2.2 / (size * 40 + .5))
                    trees[a:b] = np.maximum(trees[a:b], ht * k * tooth)
        edge = (ridge - trees)[None, :]
        colour = ramp(np.float32(t), (0, "#c9cfcb"), (0.3, "#9db1b0"), (0.6, "#56777b"), (0.85, "#23464a"), (1, "#0d2428"))
        lit = ramp(np.clip((gy - ridge[None, :]) * 9, 0, 1), (0, "#ffffff"), (1, "#ffffff")) * colour
        img = over(img, smooth(-0.0006, 0.0016, gy - edge), lit)
        if i < layers - 1:                                                # fog pools under each crest
            n = noise(W, H, 2.8, 300 + i, 0.5, 1.6)
            fog = smooth(0.0, 0.17 - 0.05 * t, gy - ridge[None, :] - 0.015) * (0.35 + 0.75 * n) * (0.93 - 0.15 * t)
            img = over(img, np.clip(fog, 0, 1), ramp(gx, (-0.75, "#f9e8cd"), (0.75, "#d6dedd")))
    return finish(img, 3, 0.008, 0.18, 0.25)


def night_sky():
    gx, gy = grid()
    hz = 0.74
    img = ramp(gy / hz, (0, "#050a1c"), (0.6, "#0c1f3d"), (1, "#1d4a5a"))
    a = np.deg2rad(-52)
    v = gx * np.sin(a) + (gy - 0.3) * np.cos(a)
    n, dust = noise(W, H, 2.6, 5), noise(W, H, 2.4, 6)
    band = np.exp(-((v + 0.03 * (n - .5)) / 0.13) ** 2) * (0.35 + n)
    lane = np.exp(-((v + 0.12 * (dust - .5)) / 0.035) ** 2)
    img = img + band[..., None] * rgb("#8f9ad0") * 0.34 + (np.exp(-(v / .05) ** 2) * n)[..., None] * rgb("#d8b8a8") * 0.2
    img = img * (1 - 0.45 * (lane * dust)[..., None])
    r = np.random.default_rng(12)
    stars = np.zeros((H, W, 3), np.float32)
    n_stars = 5200
    sx, sy = r.integers(0, W, n_stars), r.integers(0, H, n_stars)
    keep = r.random(n_stars) < 0.35 + band[sy, sx]
    mag = np.clip(0.24 / r.random(n_stars) ** 0.55, 0, 3) * keep
    tint = ramp(r.random(n_stars).astype(np.float32), (0, "#ffd9b8"), (0.5, "#ffffff"), (1, "#b8ccff"))
    np.add.at(stars, (sy, sx), mag[:, None] * tint)
    soft = sum(np.roll(stars, s, ax) for s in (1, -1) for ax in (0, 1))
    img = img + stars * 0.8 + soft * 0.18
    big = np.flatnonzero(mag > 1.4)[:34]
    for i in big:
        img = glow(img, (sx[i] - W / 2) / H, sy[i] / H, 0.0017 * min(mag[i], 2), "#e6eeff", .9, 1.3)
    x = np.arange(W) / W                                                  # two aurora curtains
    for k, (base, high, colour) in enumerate([(0.60, 0.36, "#39e59a"), (0.66, 0.25, "#2fc6a0")]):
        foot = base + 0.05 * np.sin(5 * x + k * 2.2) - 0.10 * x + 0.035 * line(W, 3.2, 90 + k)
        rays = 0.45 + 0.55 * noise(W, 8, 1.6, 33 + k)[0]
        up = (foot[None, :] - gy) / high
        veil = np.where(up > 0, np.exp(-up * 3.2), np.exp(up * 26)) * rays[None, :] * (0.25 + 0.75 * np.exp(-((x - .42 - .2 * k) / .3) ** 2))[None, :]
        img = 1 - (1 - np.clip(img, 0, 1)) * (1 - veil[..., None] * rgb(colour) * 0.62)
        img = img + (np.clip(up - .25, 0, 1) * veil)[..., None] * rgb("#a040c0") * 0.5
    img = over(img, smooth(0, .002, gy - (0.70 - 0.07 * line(W, 2.5, 8))[None, :]), rgb("#081521"))
    img = water(np.clip(img, 0, 1), hz, 14, "#04101c", 90, 5, 0.82)

    def pines(d):
        rr = np.random.default_rng(4)
        for c in np.concatenate([rr.uniform(-40, 950, 26), rr.uniform(2560, 3300, 22)]):
            near = abs(c - 1700) / 1700
            ht, base = rr.uniform(.14, .34) * (.4 + near) * 2 * H, 2 * H * (0.9 + .1 * rr.random())
            for k in range(26):
                q = k / 26
                wd, yy = ht * .17 * q * rr.uniform(.6, 1.1) + 3, base - ht * (1 - q)
                d.polygon([(c - wd, yy + ht * .035), (c, yy - ht * .045), (c + wd, yy + ht * .03), (c, yy + ht * .012)], fill=255)
            d.rectangle([c - 4, base - ht * .5, c + 4, base + 90], fill=255)
        bank = 2 * H * (0.97 - 0.02 * line(2 * W, 2.4, 2) - 0.10 * np.abs(np.linspace(-.75, .75, 2 * W)) ** 2)
        d.polygon([(0, 2 * H), *[(i, bank[i]) for i in range(0, 2 * W, 8)], (2 * W, 2 * H)], fill=255)

    img = over(img, drawn(W, H, pines), rgb("#02060b"))
    return finish(img, 4, 0.008, 0.3)


def bridge():
    gx, gy = grid()
    hz = 0.66
    img = ramp(gy / hz, (0, "#58779a"), (0.5, "#a9b7c2"), (0.85, "#f3d3b4"), (1, "#fbe6cc"))
    img = clouds(img, hz, 21, "#ffe3cc", "#8fa0b4", 0.5)
    img = glow(img, 0.52, hz - 0.05, 0.34, "#ffdcae", 0.8, 1.2)
    img = over(img, smooth(0, .004, gy - (0.635 - 0.035 * line(W, 2.6, 61))[None, :]), rgb("#b3b3b5"))
    img = over(img, smooth(0, .004, gy - (0.65 - 0.02 * line(W, 2.4, 67))[None, :]), rgb("#9099a3"))

    def at(x, y, z):                                                      # pinhole camera
        c, s = np.cos(0.62), np.sin(0.62)
        px, pz = x * c - z * s, x * s + z * c
        pz = max(pz + 115, 1.0)
        return (px * 1.62 / pz + 0.56) * 2 * H, (hz - (y - 3.2) * 1.62 / pz) * 2 * H, pz

    towers, deck, high = (-62, 22, 106), 12, 68

    def spans(depths):
        def draw(d):
            def stroke(p, q, width):
                a, b = at(*p), at(*q)
                if depths[0] <= (a[2] + b[2]) / 2 < depths[1]:
                    d.line([a[:2], b[:2]], fill=255, width=max(1, round(width * 3400 / (a[2] + b[2]) * 2 / 2)))
            for x in range(-96, 190, 4):
                for z in (-4, 4):
                    stroke((x, deck, z), (x + 4.2, deck, z), 0.75)
                    stroke((x, deck + 1.2, z), (x + 4.2, deck + 1.2, z), 0.09)
                    stroke((x, deck, z), (x, deck + 1.2, z), 0.07)
                stroke((x, deck - .2, -4), (x, deck - .2, 4), 0.5)
            for t in towers:
                for z in (-4.5, 4.5):
                    for k in range(12):
                        y0, y1 = high * k / 12 - 1, high * (k + 1) / 12
                        lean = lambda y: z * (1 - 0.78 * max(0, (y - deck)) / (high - deck)) if y > deck else z
                        stroke((t, y0, lean(y0)), (t, y1, lean(y1)), 1.7 - 0.05 * k)
                stroke((t, deck - 1.5, -4.5), (t, deck - 1.5, 4.5), 1.4)
                stroke((t, high * .72, -1.9), (t, high * .72, 1.9), 1.1)
                stroke((t, -1, -5.5), (t, 1.5, 5.5), 2.6)
                for k in range(1, 11):
                    for side in (-1, 1):
                        for z in (-4, 4):
                            n = 8
                            top, foot = np.array([t, high * (.66 + .033 * k), z * .2]), np.array([t + side * 4 * k, deck + .3, z])
                            for j in range(n):
                                stroke(top + (foot - top) * j / n, top + (foot - top) * (j + 1) / n, 0.13)
        return draw

    cuts = [400, 230, 190, 160, 135, 115, 95, 78, 60, 1]
    for far_cut, near_cut in zip(cuts, cuts[1:]):                         # far first, haze between
        m = drawn(W, H, spans((near_cut, far_cut)))
        t = np.float32(np.clip((near_cut + 10) / 210, 0, 1))
        img = over(img, m, ramp(t, (0, "#26323f"), (0.45, "#4d5b69"), (1, "#a5abb0")))
    img = water(img, hz, 31, "#42566a", 120, 7, 0.92)
    n = noise(W, H, 2.8, 77, .35, 1.8)
    mist = np.exp(-((gy - hz - .0) / 0.045) ** 2) * (0.25 + 0.85 * n) * smooth(-.75, .5, gx + .25)
    img = over(img, np.clip(mist, 0, .92), rgb("#fbe9d6"))
    return finish(img, 5, 0.006, 0.2, 0.22)


def waves():
    gx, gy = grid()
    hz = 0.36
    sky = ramp(np.clip(gy / hz, 0, 1), (0, "#51626f"), (0.6, "#93a0a4"), (1, "#d6d4c4"))
    sky = clouds(sky, hz, 55, "#c9cac2", "#55646e", 0.75)
    sky = glow(sky, 0.25, hz - 0.06, 0.35, "#fff2d0", 0.65, 1.3)
    # A height field of crested swells, seen column by column: the nearest water that
    # reaches a pixel hides what is behind it.
    r = np.random.default_rng(77)
    parts = [(k, r.normal(0.15, 0.45 if k > .5 else .14), r.uniform(0, 6.28), 0.075 / k ** 1.12 * (1.25 if k < .6 else .75))
             for k in np.geomspace(0.20, 16, 44)]

    def height(x, z, pixel):
        h = np.zeros_like(x)
        for k, a, p, amp in parts:
            s = np.sin(k * (x * np.sin(a) + z * np.cos(a)) + p)
            h += amp * (2 * ((s + 1) / 2) ** 1.8 - .86 if k < 3 else s) * np.exp(-(k * pixel * .5) ** 2)
        return h

    eye, focal = 2.3, 0.92
    depths = np.geomspace(2.2, 700, 1500).astype(np.float32)[:, None]
    cols = gx[:1] / focal
    surface = height(cols * depths, np.broadcast_to(depths, (1500, W)), depths * .004)
    rows = (hz + (eye - surface) / depths * focal) * H
    hull = np.minimum.accumulate(rows, axis=0)
    t = np.empty((H, W), np.float32)
    for c in range(W):
        t[:, c] = np.interp(-np.arange(H), -hull[:, c] - np.arange(1500)[:] * -1e-4, depths[:, 0])
    dx, drop = gx / focal, np.clip(gy - hz, 0, 1) / focal
    x, z, pixel = dx * t, t, t * .0022
    e = .01 + pixel
    h0 = height(x, z, pixel)
    nx, nz = (height(x + e, z, pixel) - h0) / e, (height(x, z + e, pixel) - h0) / e
    norm = np.sqrt(nx ** 2 + nz ** 2 + 1)
    view = np.stack([dx, -drop - .02, np.ones_like(dx)], -1)
    view /= np.linalg.norm(view, axis=-1, keepdims=True)
    nrm = np.stack([-nx, np.ones_like(nx), -nz], -1) / norm[..., None]
    cosv = np.clip(-(view * nrm).sum(-1), 0.02, 1)
    fres = 0.03 + 0.85 * (1 - cosv) ** 4
    ref = view + 2 * cosv[..., None] * nrm
    sky_at = ramp(np.clip(ref[..., 1], 0, 1), (0, "#d2d0c0"), (0.2, "#94a1a5"), (1, "#45545f"))
    deep = ramp(np.clip((h0 + .9 + .9 * np.clip(nz, -1, 1)) / 2.6, 0, 1), (0, "#082830"), (0.45, "#14474d"), (0.75, "#2f7f79"), (1, "#79bda8"))
    img = deep * (1 - fres[..., None]) + sky_at * fres[..., None]
    sun = np.array([0.25, 0.12, 1.0])
    spec = np.clip((ref * (sun / np.linalg.norm(sun))).sum(-1), 0, 1) ** 60
    img = img + spec[..., None] * rgb("#fff0cf") * 0.5
    foam_n = sample(noise(1024, 1024, 1.7, 5)[..., None], (x * 62) % 1022, (z * 34) % 1022)[..., 0]
    lace = sample(noise(1024, 1024, 2.2, 6)[..., None], (x * 22) % 1022, (z * 13) % 1022)[..., 0]
    crest = smooth(0.42, 1.0, h0 + 0.35 * nz)
    foam = np.clip(crest * smooth(0.28, 0.62, foam_n * .6 + lace * .4) * 1.3 + 0.5 * smooth(.55, .7, lace) * smooth(.2, 1.3, h0) * foam_n, 0, 1) * np.exp(-t / 160)
    img = over(img, foam * .92, ramp(np.clip(.5 - nz * .5, 0, 1), (0, "#b9c8c8"), (1, "#fbfaf2")))
    img = over(img, 1 - np.exp(-t / 210), rgb("#bfc4bd"))
    top = hull[-1][None, :] / H
    img = over(sky, smooth(-.0008, .0012, gy - top), img)
    return finish(img, 6, 0.006, 0.25, 0.3)


def city_lights():
    gx, gy = grid()
    hz = 0.64
    img = ramp(gy / hz, (0, "#0b1433"), (0.5, "#2a2f66"), (0.8, "#8a4f7e"), (1, "#f09a6c"))
    img = clouds(img, hz, 91, "#a8627e", "#232450", 0.45)
    img = glow(img, .2, hz, .5, "#ff9c5c", .45, 1.3)
    r = np.random.default_rng(31)
    for layer, (dark, n, lo, hi, lit) in enumerate([("#5a4468", 40, .08, .24, .16), ("#2c2747", 30, .08, .42, .34), ("#151529", 30, .04, .20, .40)]):
        canvas = Image.new("RGB", (W * 2, H * 2))
        mask = Image.new("L", (W * 2, H * 2))
        dc, dm = ImageDraw.Draw(canvas), ImageDraw.Draw(mask)
        for _ in range(n):
            x, bw = r.integers(-60, 2 * W), int(r.integers(80, 190))
            middle = np.exp(-((x / (2 * W) - 0.58) / 0.24) ** 2)
            ht = int((lo + (hi - lo) * r.random() * (0.25 + 0.75 * middle)) * 2 * H)
            y1, y0 = int(hz * 2 * H), int(hz * 2 * H) - ht
            face = tuple(int(255 * c * r.uniform(.8, 1.2)) for c in rgb(dark))
            dc.rectangle([x, y0, x + bw, y1], fill=face)
            dm.rectangle([x, y0, x + bw, y1], fill=255)
            if r.random() < .45:
                dc.rectangle([x + bw * .25, y0 - 26, x + bw * .75, y0], fill=face)
                dm.rectangle([x + bw * .25, y0 - 26, x + bw * .75, y0], fill=255)
            if r.random() < .25:
                dc.line([(x + bw / 2, y0 - 110), (x + bw / 2, y0)], fill=face, width=5)
                dm.line([(x + bw / 2, y0 - 110), (x + bw / 2, y0)], fill=255, width=5)
            warm = np.array([r.uniform(235, 255), r.uniform(175, 230), r.uniform(105, 200)])
            stepx, stepy, ww = int(r.integers(7, 10)), int(r.integers(11, 15)), int(r.integers(3, 6))
            floor_lit = r.random() * .5 + .5
            for wy in range(y0 + 14, y1 - 8, stepy):
                p = lit * floor_lit * (1.7 if r.random() < .12 else .8)
                for wx in range(x + 9, x + bw - 10, stepx):
                    if r.random() < p:
                        f = r.uniform(.45, 1) * (.72 + .14 * layer)
                        dc.rectangle([wx, wy, wx + ww, wy + int(stepy * .5)], fill=tuple(int(c * f) for c in warm))
        c = np.asarray(canvas.resize((W, H), Image.LANCZOS), np.float32) / 255
        m = np.asarray(mask.resize((W, H), Image.LANCZOS), np.float32) / 255
        haze = smooth(-.30, 0.02, gy - hz)[..., None] * (.48 - .18 * layer)
        img = over(img, m, c * (1 - haze) + rgb("#d8876c") * haze)
    for _ in range(90):                                                   # lamps along the water
        x = r.uniform(-.76, .76)
        img = glow(img, x, hz - .006 - .004 * r.random(), r.uniform(.003, .007), r.choice(["#ffb85a", "#ffd9a0", "#ff9a4a", "#fff1da"]), 1, 1.5)
    img = bloom(img, 0.55, 7, 0.7)
    img = water(np.clip(img * 1.12, 0, 1), hz, 33, "#141a3c", 260, 4, 0.97)
    return finish(bloom(img, 0.7, 18, 0.4), 7, 0.012, 0.25, 0.15)


def spruce(dm, ds, c, base, ht, rr, lean=0.0):
    """One snow-laden tree: its dark shape on `dm`, the snow on its branches on `ds`."""
    for k in range(19):
        q = (k + 1) / 19
        wd = ht * .23 * q ** .9 * rr.uniform(.72, 1.12) + 2
        yy = base - ht * (1 - q) * 0.97
        drop = ht * .052
        pts = [(c + lean * (1 - q), yy - drop * 1.5), (c + wd, yy + drop * .7), (c + wd * .5, yy + drop * .2),
               (c, yy + drop * .75), (c - wd * .5, yy + drop * .2), (c - wd, yy + drop * .7)]
        dm.polygon(pts, fill=255)
        ds.polygon([(c, yy - drop * 1.5), (c + wd, yy + drop * .62), (c + wd * .62, yy - drop * .02), (c + wd * .2, yy - drop * .45),
                    (c - wd * .3, yy - drop * .2), (c - wd * .7, yy + drop * .05), (c - wd, yy + drop * .62)], fill=255)
    dm.rectangle([c - ht * .012, base - ht * .06, c + ht * .012, base + ht * .03], fill=255)


def snow_forest():
    gx, gy = grid()
    img = ramp(gy, (0, "#6d83a6"), (0.35, "#b3bccd"), (0.55, "#ecd9d3"), (1, "#e9e4ea"))
    img = glow(img, -.30, .45, .40, "#ffe3c4", .75, 1.2)
    rr = np.random.default_rng(64)
    layers = 7
    for i in range(layers):
        t = i / (layers - 1)
        ground = 0.53 + 0.34 * t ** 1.3 - (0.05 - .02 * t) * line(W, 2.8, 500 + i)
        mask, snow = Image.new("L", (2 * W, 2 * H)), Image.new("L", (2 * W, 2 * H))
        dm, ds = ImageDraw.Draw(mask), ImageDraw.Draw(snow)
        size = 0.07 + 0.40 * t ** 1.6
        for _ in range(int(70 * (1 - t) ** 1.2 + 11)):
            c = rr.uniform(-50, 2 * W + 50)
            if t > .4 and abs(c / (2 * W) - .40) < .05 + .19 * t:           # leave the glade open
                continue
            g = ground[int(np.clip(c / 2, 0, W - 1))]
            spruce(dm, ds, c, (g + 0.012) * 2 * H, size * rr.uniform(.6, 1.2) * 2 * H, rr, rr.normal(0, 6))
        m = np.asarray(mask.resize((W, H), Image.LANCZOS), np.float32) / 255
        s = np.asarray(snow.resize((W, H), Image.LANCZOS), np.float32) / 255
        texture = noise(W, H, 2.0, 700 + i)
        tree = ramp(np.float32(t), (0, "#a4adbd"), (.4, "#667892"), (.75, "#30445a"), (1, "#172836"))
        white = ramp(np.float32(t), (0, "#cfd2da"), (.5, "#d3d8e4"), (1, "#e4eaf4"))
        img = over(img, m, tree * (0.82 + .36 * texture[..., None]))
        img = over(img, s * m * smooth(.30, .62, texture + .12 * (1 - t)) * .92, white)
        bank = smooth(0, .004, gy - ground[None, :])
        drift = noise(W, H, 4.2, 800 + i, .45, 2.4)
        shade = np.clip(.35 + (drift - np.roll(drift, 6, 0)) * 16 + (gy - ground[None, :]) * .7 + .25 * gx, 0, 1)
        img = over(img, bank, ramp(shade, (0, "#fdf1e6"), (.45, "#dfe3ee"), (1, "#9fb0cf")) * (.94 + .06 * t))
        if i < layers - 1:
            n = noise(W, H, 2.8, 900 + i, .5, 1.5)
            img = over(img, np.clip(.36 * (1 - t) * (.5 + n) * smooth(.2, .5, gy), 0, 1), rgb("#ead9d6"))
    for n, lo, hi, blur, a in [(900, 1.0, 2.6, .7, .8), (170, 3, 7, 1.6, .65), (36, 11, 24, 6, .42)]:
        def flakes(d):
            for _ in range(n):
                x, y, q = rr.uniform(0, 2 * W), rr.uniform(0, 2 * H), rr.uniform(lo, hi)
                d.ellipse([x - q, y - q * 1.15, x + q, y + q * 1.15], fill=255)
        img = over(img, drawn(W, H, flakes, blur) * a, rgb("#ffffff"))
    return finish(img, 8, 0.008, 0.2, 0.25)


def staircase():
    """A spiral stair seen from below: portrait."""
    w, h = 1067, 1600
    y, x = np.mgrid[0:h * 2, 0:w * 2].astype(np.float32) / (2 * w)
    x, y = x - 0.53, y - 0.70
    x, y = x + 0.10 * y, y * 0.86
    r, th = np.sqrt(x * x + y * y) + 1e-5, np.arctan2(y, x)
    turn = np.log(r / 0.07) / np.log(2.05) + th / (2 * np.pi)             # which winding, and where in it
    k, f = np.floor(turn), turn - np.floor(turn)
    angle = th + 2 * np.pi * k
    steps = 26
    s = (angle * steps / (2 * np.pi)) % 1
    depth = np.clip((turn + .4) / 4.6, 0, 1)
    light = 0.55 + 0.45 * np.cos(th - 2.2 + .5 * depth)
    soffit = 0.36 + 0.5 * light - 0.30 * smooth(.55, 1, s) + .10 * smooth(0, .05, s) - 0.35 * smooth(.58, .70, f) * smooth(.8, .7, f)
    wood = ramp(np.clip(soffit, 0, 1), (0, "#20150f"), (.4, "#7d5334"), (.75, "#d29c63"), (1, "#f8dcae"))
    plaster = ramp(np.clip(.15 + .9 * light * (1 - .55 * smooth(.72, 1.0, f)), 0, 1), (0, "#3b4350"), (.5, "#a4a39d"), (1, "#fdf6e6"))
    img = over(wood, smooth(.66, .672, f), plaster)
    balusters = smooth(.36, .40, np.abs(((angle * steps * 3 / (2 * np.pi)) % 1) - .5) * 2)
    rail_zone = smooth(.02, .03, f) * smooth(.19, .18, f)
    gap = ramp(np.clip(light * .9, 0, 1), (0, "#10131a"), (1, "#4d4f55"))
    img = over(img, rail_zone * balusters, gap)
    rail = smooth(0, .004, f) * smooth(.045, .041, f)
    img = over(img, rail, ramp(np.clip(light + .5 * smooth(.03, .01, f) - .25, 0, 1), (0, "#160d09"), (.6, "#643a20"), (1, "#f0b878")))
    img = img * (1 - .45 * smooth(.62, .665, f) * smooth(.70, .672, f))[..., None]
    eye = smooth(0.078, 0.066, r + .006 * np.sin(6 * th))
    img = over(img, eye, ramp(np.clip(r / .08, 0, 1), (0, "#ffffff"), (1, "#dff0ff")))
    img = img * (0.72 + .36 * np.exp(-r * 1.3))[..., None]
    small = Image.fromarray((np.clip(img, 0, 1) * 255).astype(np.uint8)).resize((w, h), Image.LANCZOS)
    img = np.asarray(small, np.float32) / 255
    img = glow(img, -0.0, .43, .16, "#eaf6ff", .75, 1.0)
    return finish(bloom(img, .8, 30, .5), 9, 0.010, .45, .2)


def lanterns():
    """Paper lanterns adrift at night: drawn upright, stored turned, EXIF orientation 6."""
    w, h = 1067, 1600
    gx, gy = grid(w, h)
    hz = 0.36
    img = ramp(gy, (0, "#060a1e"), (hz * .8, "#182250"), (hz, "#3b3458"), (1, "#0a1126"))
    r = np.random.default_rng(17)
    img = over(img, smooth(0, .003, gy - (hz - .018 - .035 * line(w, 2.5, 91))[None, :]), rgb("#0b1022"))
    for _ in range(26):
        img = glow(img, r.uniform(-.33, .33), hz - r.uniform(.002, .016), r.uniform(.002, .004), r.choice(["#ffcf8a", "#ffe9c4"]), .9, 2)
    for _ in range(44):                                                   # those that fly
        q = r.random() ** 2.2
        x, y, s = r.uniform(-.36, .36), hz * r.uniform(.04, .92) * (1 - .2 * q), .003 + .02 * q
        img = glow(img, x, y, s * 2.4, "#ff8a3a", .26, 1.2)
        body = smooth(1.08, .9, np.abs((gx - x) / (s * .78)) ** 3 + np.abs((gy - y) / s) ** 3)
        hot = np.clip(.55 + (gy - y) / s * .5, 0, 1)
        img = over(img, body, ramp(hot, (0, "#d9591e"), (.5, "#ff9f3d"), (1, "#fff0b4")))
    img = water(img, hz, 44, "#060b1d", 120, 4, .95)
    spots = sorted(((r.random() ** 1.5, r.uniform(-.40, .40)) for _ in range(60)), key=lambda p: p[0])
    rip = ripples(gx, np.clip((gy - hz) / (1 - hz), 0, 1), 45)
    for q, x in spots:                                                    # those that float, far first
        y = hz + .012 + .56 * q ** 1.15
        s = .006 + .058 * q
        d = (gy - y) / s
        streak = np.exp(-np.abs((gx - x + rip * s * .5) / (s * .62)) ** 2.5) * np.where(d > .5, np.exp(-(d - .5) / 2.3), 0) * (.55 + .6 * rip)
        img = 1 - (1 - np.clip(img, 0, 1)) * (1 - np.clip(streak, 0, 1)[..., None] * rgb("#ff9440") * .8)
        img = glow(img, x, y, s * 2.0, "#ff7a2e", .13, 1.3)
        wide = .68 - .10 * np.clip(-d, -1, 1)
        edge = .10 if q < .8 else .22
        body = smooth(1 + edge, 1 - edge, np.maximum(np.abs((gx - x) / (s * wide)), np.abs(d) / .95))
        ribs = .92 + .08 * np.cos(d * 14)
        core = np.exp(-(((gx - x) / (s * .55)) ** 2 + ((d - .35) / .7) ** 2))
        img = over(img, body, ramp(np.clip(core * 1.1, 0, 1), (0, "#c2481a"), (.45, "#ff9a3a"), (.8, "#ffd77e"), (1, "#fff8dc")) * ribs[..., None])
        base = smooth(1.15, .9, np.maximum(np.abs((gx - x) / (s * .8)), np.abs((d - .98) / .09)))
        img = over(img, base, rgb("#2a150f"))
    return np.rot90(finish(bloom(img, .72, 14, .35), 10, .010, .25, .15), 1)


def turbines():
    gx, gy = grid()
    hz = 0.78
    img = ramp(gy / hz, (0, "#24507c"), (0.45, "#7fa9c2"), (0.8, "#f4cfa4"), (1, "#ffb36b"))
    img = clouds(img, hz, 131, "#ffd6b0", "#7c8ba8", 0.58, .45)
    img = glow(img, -.42, hz - .03, .30, "#ffd08a", .85, 1.2)
    img = glow(img, -.42, hz - .035, .03, "#fffbe6", 1, 5)
    r = np.random.default_rng(6)
    placed = []
    for row, (n, size) in enumerate([(9, .075), (7, .13), (4, .25)]):
        for i in range(n):
            placed.append((size, (-.72 + 1.5 * (i + .5) / n) + .035 * np.sin(i * 3 + row * 2), r.uniform(0, 2.1)))
    placed.append((.60, .43, .35))
    for size, x, spin in placed:
        def mill(d):
            s = 2 * H
            cx, top, foot = W + x * s, (hz - size) * s, (hz + .004 + size * .03) * s
            tw = size * s * .017
            d.polygon([(cx - tw, foot), (cx - tw * .55, top), (cx + tw * .55, top), (cx + tw, foot)], fill=255)
            d.rectangle([cx - tw * 2.1, foot - size * s * .035, cx + tw * 2.1, foot], fill=255)
            d.rounded_rectangle([cx - tw * 1.1, top - tw * .9, cx + tw * 2.4, top + tw * .7], radius=tw * .6, fill=255)
            for k in range(3):
                a = spin + k * 2.0944
                u, v = np.array([np.sin(a), -np.cos(a)]), np.array([np.cos(a), np.sin(a)])
                length = size * s * .56
                pts = [(0, -.2), (.08, -.55), (.18, -.85), (.6, -.5), (1, -.06), (1, .06), (.5, .22), (0, .22)]
                d.polygon([tuple(np.array([cx, top]) + u * p * length + v * q * tw * 1.15) for p, q in pts], fill=255)
            d.ellipse([cx - tw, top - tw, cx + tw, top + tw], fill=255)
        colour = ramp(np.float32(min(size / .55, 1)), (0, "#b99a94"), (.2, "#8f8390"), (.45, "#5d6275"), (1, "#333d50"))
        body = colour * (1 + .5 * smooth(.3, -.6, gx)[..., None]) if size > .2 else np.broadcast_to(colour, img.shape)
        img = over(img, drawn(W, H, mill), body)
    low = np.exp(-((gy - hz) / .05) ** 2) * .55
    img = over(img, low * (gy < hz + .003), rgb("#ffc78c"))
    img = water(img, hz, 51, "#1d4a63", 110, 10, .86)
    return finish(img, 11, .008, .22, .2)


def delta():
    """A tidal marsh from the air: channels that branch, drawn by warped noise."""
    w, h = W, H
    gx, gy = grid()
    a, b = noise(w, h, 3.9, 201), noise(w, h, 3.9, 202)
    base = noise(w * 2, h * 2, 4.1, 203)[..., None]
    u, v = (gx * h + w) + (a - .5) * 380, gy * h + h * .5 + (b - .5) * 380
    n = sample(base, u, v)[..., 0]
    fine = sample(noise(w * 2, h * 2, 3.7, 204)[..., None], u * .95, v * .95)[..., 0]
    main = np.abs(gx * .9 + .22 * np.sin(gy * 5.1 + .6) + .20 * (a - .5) - .05)
    wide = .03 + .11 * gy ** 1.4
    near = np.exp(-main / .5)
    creek = np.minimum(np.abs(n - .5) / (.16 + .5 * near), np.abs(fine - .48) / (.10 + .34 * near) + .03)
    level = np.minimum(main / (wide * 5), .05 + creek)
    wet = smooth(.20, .13, level)
    land = .55 * fine + .45 * n
    green = ramp(np.clip(land + .35 * smooth(.5, .15, level), 0, 1), (0, "#2f4a2c"), (.3, "#566a38"), (.55, "#8d8447"), (.8, "#ab7f48"), (1, "#84502f"))
    tex = noise(w, h, 1.9, 205)
    slope = np.clip((fine - np.roll(fine, (3, 3), (0, 1))) * 9, -.2, .2)
    img = green * (.85 + .30 * tex[..., None]) * (1 + slope[..., None])
    mud = smooth(.20, .15, level) * smooth(.09, .14, level)
    water_c = ramp(np.clip(level / .15, 0, 1), (0, "#0f4a5c"), (.5, "#2d8288"), (.85, "#8fb59f"), (1, "#cdbf97"))
    img = over(img, wet, water_c)
    img = over(img, mud * .8, rgb("#a8946e") * (.9 + .2 * tex[..., None]))
    glint = np.exp(-(((gx + .12) / .30) ** 2 + ((gy - .30) / .26) ** 2)) * wet
    img = 1 - (1 - np.clip(img, 0, 1)) * (1 - (glint * .60)[..., None] * rgb("#fff3da"))
    shadow = smooth(.60, .85, noise(w, h, 3.0, 206))
    return finish(img * (1 - .25 * shadow[..., None]), 12, .003, .2, .2)


def quilt():
    """A textile in eight colours, woven thread by thread: the PNG."""
    w, h, cell = 1200, 800, 100
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    palette = [rgb(c) for c in ("#17324d", "#f2e6cf", "#c8452d", "#e8a33d", "#2f7f79", "#7c9fb0", "#8a2f3c", "#d9c39a")]
    img = np.zeros((h, w, 3), np.float32)
    for i in range(h // cell):
        for j in range(w // cell):
            ys, xs = slice(i * cell, (i + 1) * cell), slice(j * cell, (j + 1) * cell)
            u, v = (x[ys, xs] % cell) / cell - .5, (y[ys, xs] % cell) / cell - .5
            ring, odd = max(abs(i - 3.5), abs(j - 5.5) * .72), (i + j) % 2
            dark, pale = palette[[0, 4, 6, 0][int(ring) % 4]], palette[[1, 7, 1, 5][int(ring + .5) % 4]]
            accent = palette[2 if odd else 3]
            star = (np.abs(u) + np.abs(v) < .5) ^ (np.maximum(np.abs(u), np.abs(v)) < .26)
            half = (u * (1 if (j < 6) else -1) + v * (1 if i < 4 else -1)) > 0
            block = np.where(half[..., None], dark, pale)
            block = np.where(star[..., None], accent if odd else pale, block)
            block = np.where(((u ** 2 + v ** 2) < .018)[..., None], palette[3 if odd else 2], block)
            img[ys, xs] = block
    warp = .93 + .07 * np.where(((x // 2 + y // 2) % 2) == 0, 1, -1)
    seam = np.minimum.reduce([x % cell, y % cell, cell - x % cell, cell - y % cell])
    stitch = (np.abs(seam - 9) < 1) & (((x + y) % 10) < 6)
    puff = .86 + .14 * smooth(0, 14, seam)
    img = img * (warp * puff)[..., None]
    img = over(img, stitch * .75, rgb("#f7efdf"))
    return img * (1 - .10 * smooth(.55, .8, noise(w, h, 3.2, 8))[..., None])


def archive():
    """A ship under sail as an old halftone print: the GIF."""
    w, h = 720, 480
    gx, gy = grid(w, h)
    hz = .68
    n = noise(w, h, 2.8, 7, .5, 1.5)
    img = ramp(np.clip(gy / hz * .6 + n * .45, 0, 1), (0, "#5a5a5a"), (.5, "#b4b4b4"), (1, "#ededed"))
    img = glow(img, -.25, .42, .35, "#ffffff", .5, 1.3)
    img = over(img, smooth(0, .006, gy - (hz - .02 - .03 * line(w, 2.5, 12))[None, :]) * (gx < .15), rgb("#8d8d8d"))

    def ship(d):
        s = 2 * h
        def p(x, y):
            return (w + x * s, y * s)
        d.polygon([p(-.28, .625), p(.33, .635), p(.36, .60), p(.27, .70), p(-.22, .70)], fill=255)
        d.line([p(.30, .63), p(.50, .555)], fill=255, width=5)
        for mx, top in [(-.17, .17), (.02, .09), (.19, .15)]:
            d.line([p(mx, .64), p(mx, top)], fill=255, width=6)
            for a, b, wd in [(.0, .24, .055), (.26, .50, .082), (.53, .93, .098)]:
                y0, y1 = top + .03 + (.60 - top) * a, top + .03 + (.60 - top) * b
                d.polygon([p(mx - wd * .82, y0), p(mx + wd * .82, y0), p(mx + wd * 1.14, (y0 + y1) / 2), p(mx + wd, y1), p(mx, y1 - .018), p(mx - wd, y1), p(mx - wd * .7, (y0 + y1) / 2)], fill=150)
                d.line([p(mx - wd, y0), p(mx + wd, y0)], fill=255, width=4)
        d.polygon([p(.23, .24), p(.47, .565), p(.27, .56)], fill=140)
        d.polygon([p(-.18, .40), p(-.33, .60), p(-.18, .60)], fill=150)
        for mx, top in [(-.17, .17), (.02, .09), (.19, .15)]:
            for e in (-.13, .13):
                d.line([p(mx, top), p(mx + e, .64)], fill=200, width=2)

    m = drawn(w, h, ship)
    shade = ramp(np.clip(1.35 - m + .25 * gx, 0, 1), (0, "#101010"), (.45, "#4d4d4d"), (1, "#d8d8d8"))
    img = over(img, smooth(.1, .5, m), shade)
    img = water(img, hz, 8, "#3a3a3a", 60, 6, .85)
    img = img * (1 - .5 * np.clip(np.abs(gx / .75) ** 4 + np.abs((gy - .5) * 2) ** 5, 0, 1) * .6)[..., None]
    img = img + np.random.default_rng(3).normal(0, .03, (h, w, 1))
    c, s = .707, .707
    u, v = (gx * c - gy * s) * h, (gx * s + gy * c) * h
    dots = np.sin(u * 2 * np.pi / 4.2) * np.sin(v * 2 * np.pi / 4.2)
    tone = np.clip(img.mean(-1) + .10 * dots, 0, 1)
    return ramp(tone, (0, "#1f1710"), (.5, "#8b765a"), (1, "#f1e5cb"))


def rainy_window():
    """Street lamps out of focus behind wet glass."""
    gx, gy = grid()
    img = ramp(gy, (0, "#10182b"), (.5, "#22304a"), (.75, "#2a2a3c"), (1, "#0e1220"))
    r = np.random.default_rng(52)
    for _ in range(120):
        q = r.random()
        x = r.normal(0, .42)
        y = .48 + abs(x) * r.normal(0, .30) + r.normal(0, .09)
        s = .014 + .052 * q * (0.4 + abs(x))
        c = rgb(r.choice(["#ffb04d", "#ff7a3c", "#ffd894", "#e8402f", "#6fd0d8", "#fff0d0", "#ff5a44", "#ffc46a"]))
        d = np.sqrt((gx - x) ** 2 + (gy - y) ** 2) / s
        disc = smooth(1.06, .94, d) * (.55 + .35 * smooth(.6, 1, d)) * r.uniform(.35, .8)
        img = 1 - (1 - np.clip(img, 0, 1)) * (1 - disc[..., None] * c)
        img = glow(img, x, y, s * 2.4, "#ff9a50", .06, 1.2)
    scene = blurred(img, 2.5)
    bend_x, bend_y, wet, spec = (np.zeros((H, W), np.float32) for _ in range(4))
    for i in range(620):                                                  # drops: small lenses
        s = .0035 + .021 * r.random() ** 5
        x, y, tall = r.uniform(-.76, .76), r.uniform(-.02, 1.02), r.uniform(1, 1.35)
        cx, cy, k = int(x * H + W / 2), int(y * H), int(s * H * 1.6) + 2
        ys, xs = slice(max(0, cy - k), max(0, cy + k)), slice(max(0, cx - k), max(0, cx + k))
        u, v = (gx[ys, xs] - x) / s, (gy[ys, xs] - y) / (s * tall)
        d = np.sqrt(u * u + v * v)
        inside = smooth(1.05, .9, d)
        keep = inside > wet[ys, xs]
        bend_x[ys, xs] = np.where(keep, -u * 300 * d, bend_x[ys, xs])
        bend_y[ys, xs] = np.where(keep, -v * 380 * d, bend_y[ys, xs])
        wet[ys, xs] = np.maximum(wet[ys, xs], inside)
        spec[ys, xs] = np.maximum(spec[ys, xs], np.exp(-((u + .35) ** 2 + (v + .45) ** 2) / .05) * inside)
        spec[ys, xs] = np.where(keep, spec[ys, xs] - .22 * smooth(.55, 1, d) * inside * (v < .2), spec[ys, xs])
    lens = sample(scene, gx * H + W / 2 + bend_x, gy * H + bend_y)
    img = over(scene, wet, lens * 1.08) + spec[..., None] * .55
    mist = smooth(.45, 1, noise(W, H, 2.8, 19)) * (1 - wet) * .16
    return finish(over(img, mist, rgb("#8f9bb0")), 14, .008, .3, .25)


# --- the mounting table ------------------------------------------------------------------

SCENES = {
    "harbour-dusk.jpg": (harbour_dusk, 76),
    "fog-hills.jpg": (fog_hills, 82),
    "night-sky.jpg": (night_sky, 80),
    "bridge.jpg": (bridge, 80),
    "waves.jpg": (waves, 76),
    "city-lights.jpg": (city_lights, 78),
    "snow-forest.jpg": (snow_forest, 78),
    "staircase.jpg": (staircase, 82),
    "lanterns.jpg": (lanterns, 82),
    "turbines.jpg": (turbines, 82),
    "marsh.webp": (delta, 58),
    "quilt.png": (quilt, 0),
    "archive-ship.gif": (archive, 0),
    "rainy-window.jpg": (rainy_window, 82),
}

WORDS = {
    "harbour-dusk.jpg": ("Cranes and moored yachts at the Old Quay, Port Merrow, on the evening of 13 November 2026.",
                         "Inés Halvorsen", "Inés Halvorsen/Harbour Courier"),
    "night-sky.jpg": ("The aurora over Lake Tessel, seen from the east shore.",
                      "Tomasz Wrzesień", "Tomasz Wrzesień/Harbour Courier"),
}


def embed(name):
    """EXIF, and XMP where there are words, for one picture: keyword arguments of save."""
    exif = Image.Exif()
    if name == "lanterns.jpg":
        exif[0x0112] = 6
    if name not in WORDS:
        return {"exif": exif} if len(exif) else {}
    caption, who, credit = WORDS[name]
    for tag, text in [(0x010E, caption), (0x013B, who), (0x8298, "© 2026 Harbour Courier")]:
        exif[tag] = text.encode()                                         # cameras write UTF-8 here
    if name == "night-sky.jpg":                                           # this one by IPTC instead
        return {"exif": exif}
    xmp = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 photoshop:Credit="{credit}">
<dc:creator><rdf:Seq><rdf:li>{who}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{caption}</rdf:li></rdf:Alt></dc:description>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© 2026 Harbour Courier</rdf:li></rdf:Alt></dc:rights>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
    return {"exif": exif, "xmp": xmp.encode()}


def add_iptc(path):
    """Put caption, creator, credit and rights into the file as IPTC-IIM (APP13), in UTF-8."""
    caption, who, credit = WORDS[path.name]
    data = b"\x1c\x01\x5a\x00\x03\x1b%G"
    for dataset, text in [(80, who), (110, credit), (116, "© 2026 Harbour Courier"), (120, caption)]:
        raw = text.encode()
        data += bytes([0x1C, 2, dataset]) + len(raw).to_bytes(2, "big") + raw
    block = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + len(data).to_bytes(4, "big") + data + b"\0" * (len(data) % 2)
    jpeg, at = path.read_bytes(), 2
    while jpeg[at] == 0xFF and 0xE0 <= jpeg[at + 1] <= 0xEF:              # after the other APP segments
        at += 2 + int.from_bytes(jpeg[at + 2:at + 4], "big")
    path.write_bytes(jpeg[:at] + b"\xff\xed" + (len(block) + 2).to_bytes(2, "big") + block + jpeg[at:])


def main(names):
    OUT.mkdir(exist_ok=True)
    for name in names or SCENES:
        scene, quality = SCENES[name]
        im = Image.fromarray((np.clip(scene(), 0, 1) * 255).round().astype(np.uint8))
        path = OUT / name
        if name.endswith(".png"):
            im.quantize(48, dither=Image.Dither.NONE).save(path, optimize=True)
        elif name.endswith(".gif"):
            im.quantize(16, dither=Image.Dither.NONE).save(path, optimize=True)
        elif name.endswith(".webp"):
            im.save(path, quality=quality, method=6)
        else:
            im.save(path, quality=quality, optimize=True, progressive=True, **embed(name))
        if name == "night-sky.jpg":
            add_iptc(path)
        print(f"{name}  {im.width}x{im.height}  {path.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main(sys.argv[1:])
