/*
 * point.c: classes of code points, from utf8proc's categories.
 *
 * What utf8proc lacks (white space, Other_Uppercase, Other_Lowercase,
 * Case_Ignorable) stands here as small tables of the Unicode Character
 * Database.
 */
#include "core/point.h"

#include <stddef.h>
#include <utf8proc.h>

struct range {
    uint32_t first;
    uint32_t last;
};

/* Upper case by property, not by category Lu: Roman numerals and letters in
 * circles and squares (PropList.txt, Other_Uppercase). */
static const struct range other_upper[] = {
    {0x2160, 0x216F},   {0x24B6, 0x24CF},   {0x1F130, 0x1F149},
    {0x1F150, 0x1F169}, {0x1F170, 0x1F189},
};

/* Lower case by property, not by category Ll (Other_Lowercase). */
static const struct range other_lower[] = {
    {0xAA, 0xAA},       {0xBA, 0xBA},       {0x2B0, 0x2B8},
    {0x2C0, 0x2C1},     {0x2E0, 0x2E4},     {0x345, 0x345},
    {0x37A, 0x37A},     {0x1D2C, 0x1D6A},   {0x1D78, 0x1D78},
    {0x1D9B, 0x1DBF},   {0x2071, 0x2071},   {0x207F, 0x207F},
    {0x2090, 0x209C},   {0x2170, 0x217F},   {0x24D0, 0x24E9},
    {0x2C7C, 0x2C7D},   {0xA69C, 0xA69D},   {0xA770, 0xA770},
    {0xA7F8, 0xA7F9},   {0xAB5C, 0xAB5F},   {0x10780, 0x10780},
    {0x10783, 0x10785}, {0x10787, 0x107B0}, {0x107B2, 0x107BA},
};

/* Case-ignorable by word break class (MidLetter, MidNumLet, Single_Quote);
 * the categories Mn, Me, Cf, Lm and Sk are so as well. */
static const struct range word_middle[] = {
    {0x27, 0x27},     {0x2E, 0x2E},     {0x3A, 0x3A},     {0xB7, 0xB7},
    {0x387, 0x387},   {0x55F, 0x55F},   {0x5F4, 0x5F4},   {0x2018, 0x2019},
    {0x2024, 0x2024}, {0x2027, 0x2027}, {0xFE13, 0xFE13}, {0xFE52, 0xFE52},
    {0xFE55, 0xFE55}, {0xFF07, 0xFF07}, {0xFF0E, 0xFF0E}, {0xFF1A, 0xFF1A},
};

/* Assigned since Unicode 15, so that Python 3.11 (Unicode 14) sees no class
 * in them while utf8proc 2.8 does. */
static const struct range since_15[] = {
    {0x0ECE, 0x0ECE},   {0x10EFD, 0x10EFF}, {0x1123F, 0x11241},
    {0x11F00, 0x11F59}, {0x1342F, 0x1342F}, {0x13439, 0x13455},
    {0x1B132, 0x1B132}, {0x1B155, 0x1B155}, {0x1D2C0, 0x1D2D3},
    {0x1DF25, 0x1DF2A}, {0x1E030, 0x1E06D}, {0x1E08F, 0x1E08F},
    {0x1E4D0, 0x1E4F9}, {0x2B739, 0x2B739}, {0x31350, 0x323AF},
};

#define IS_IN(table, point)                                                    \
    is_in_ranges((table), sizeof(table) / sizeof(table)[0], (point))

static bool is_in_ranges(const struct range *ranges, size_t count,
                         uint32_t point)
{
    for (size_t i = 0; i < count && ranges[i].first <= point; i++)
        if (point <= ranges[i].last)
            return true;
    return false;
}

bool ut_point_is_space(uint32_t point)
{
    if (point <= 0x20)
        return point == 0x20 || (point >= 0x09 && point <= 0x0D) ||
               (point >= 0x1C && point <= 0x1F);
    return point == 0x85 || point == 0xA0 || point == 0x1680 ||
           (point >= 0x2000 && point <= 0x200A) || point == 0x2028 ||
           point == 0x2029 || point == 0x202F || point == 0x205F ||
           point == 0x3000;
}

static utf8proc_category_t category(uint32_t point)
{
    if (IS_IN(since_15, point))
        return UTF8PROC_CATEGORY_CN;
    return utf8proc_category((utf8proc_int32_t)point);
}

bool ut_point_is_alpha(uint32_t point)
{
    if (point < 0x80)
        return (point | 0x20) - 'a' < 26;
    utf8proc_category_t class = category(point);
    return class >= UTF8PROC_CATEGORY_LU && class <= UTF8PROC_CATEGORY_LO;
}

bool ut_point_is_digit(uint32_t point)
{
    if (point < 0x80)
        return point - '0' < 10;
    return category(point) == UTF8PROC_CATEGORY_ND;
}

bool ut_point_is_word(uint32_t point)
{
    if (point < 0x80)
        return (point | 0x20) - 'a' < 26 || point - '0' < 10 || point == '_';
    utf8proc_category_t class = category(point);
    return (class >= UTF8PROC_CATEGORY_LU && class <= UTF8PROC_CATEGORY_LO) ||
           (class >= UTF8PROC_CATEGORY_ND && class <= UTF8PROC_CATEGORY_NO);
}

bool ut_point_is_upper(uint32_t point)
{
    if (point < 0x80)
        return point - 'A' < 26;
    return category(point) == UTF8PROC_CATEGORY_LU || IS_IN(other_upper, point);
}

bool ut_point_is_lower(uint32_t point)
{
    if (point < 0x80)
        return point - 'a' < 26;
    return category(point) == UTF8PROC_CATEGORY_LL || IS_IN(other_lower, point);
}

bool ut_point_is_cased(uint32_t point)
{
    if (point < 0x80)
        return (point | 0x20) - 'a' < 26;
    utf8proc_category_t class = category(point);
    return (class >= UTF8PROC_CATEGORY_LU && class <= UTF8PROC_CATEGORY_LT) ||
           IS_IN(other_upper, point) || IS_IN(other_lower, point);
}

bool ut_point_is_case_ignorable(uint32_t point)
{
    switch (category(point)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_SK:
        return true;
    default:
        return IS_IN(word_middle, point);
    }
}
