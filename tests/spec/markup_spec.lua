local bidi = require "undertone.bidi"
local h = require "undertone.markup"

local function refuses(fn, part)
  local ok, why = pcall(fn)
  assert(not ok and tostring(why):find(part, 1, true), tostring(why))
end

local function equals(node, expected)
  local got = h.render(node)
  assert(got == expected, got)
end

describe("markup", function()
  it("escapes text and attributes, whatever they hold", function()
    equals(h.p { class = [["><script>'&]], "<b>&\"'" },
      "<p class=\"&quot;&gt;&lt;script&gt;&#39;&amp;\">"
      .. "&lt;b&gt;&amp;&quot;&#39;</p>")
  end)

  it("takes elements, numbers, lists and false as children", function()
    equals(h.ul { { h.li "a", h.li { 2 }, h.li { 0.1 } }, false },
      "<ul><li>a</li><li>2</li><li>0.1</li></ul>")
    equals(h.p(h.b "x"), "<p><b>x</b></p>")
    equals({ "a<", h.br {} }, "a&lt;<br/>")
    equals(h.raw "<i>as it is</i>", "<i>as it is</i>")
  end)

  it("writes attributes in one order, true as XML wants it", function()
    equals(h.td { title = "t", hidden = true, id = false, class = "c" },
      '<td class="c" hidden="hidden" title="t"></td>')
  end)

  it("replaces what XML forbids and what is not UTF-8", function()
    equals("a\0b\8\11\31\127\u{85}\u{FFFE}", "a" .. "\u{FFFD}b"
      .. ("\u{FFFD}"):rep(6))
    equals("\xFFok\xC3", "\u{FFFD}ok\u{FFFD}")
    equals("\xED\xA0\x80", ("\u{FFFD}"):rep(3))
    equals("tab\tline\r\nend\r", "tab\tline\nend\n")
    equals("é – 😀", "é – 😀")
  end)

  it("leaves out what turns the direction of the rest", function()
    equals("a\u{202E}b\u{202A}\u{2066}c\u{2069}", "abc")
    equals("\u{200F}\u{200D}", "\u{200F}\u{200D}")
  end)

  it("keeps isolates that are closed and hold no other", function()
    local one = bidi.isolate "שלום"
    equals("of " .. one .. " 3", "of \u{2068}שלום\u{2069} 3")
    equals("\u{2068}a" .. one .. "b\u{2069}\u{2069}\1",
      "a\u{2068}שלום\u{2069}b\u{FFFD}")
    equals("a\u{2067}b\u{2068}c", "abc")
  end)

  it("isolates names that run from right to left, and no others", function()
    assert(bidi.isolate "Déjà vu" == "Déjà vu")
    assert(bidi.isolate "\u{202E}gnp\u{2069}" == "gnp")
    assert(bidi.isolate "\u{58F}\u{900}" == "\u{58F}\u{900}")
    for _, letter in ipairs { "\u{590}", "\u{8FF}", "\u{10FFF}" } do
      assert(bidi.isolate(letter) == "\u{2068}" .. letter .. "\u{2069}")
    end
    assert(bidi.isolate "a \xFF" == "a \xFF")
    assert(bidi.isolate "3 \u{2068}تم" == "\u{2068}3 تم\u{2069}")
  end)

  it("refuses handlers, styles, unknown elements, other values", function()
    refuses(function() return h.p { onclick = "x" } end, "onclick")
    refuses(function() return h.p { style = "x" } end, "style")
    refuses(function() return h.p { ['a b="'] = "x" } end, "is not used")
    refuses(function() return h.iframe {} end, "no element 'iframe'")
    refuses(function() return h.script {} end, "no element 'script'")
    refuses(function() return h.p { print } end, "a function is no markup")
  end)
end)
