#include "specimen/names.h"

#include <array>

namespace huimin::specimen {

namespace {

struct Surname {
    const char* text;
    int weight;
};
constexpr std::array<Surname, 48> surnames{{
    {"王", 72}, {"李", 70}, {"张", 66}, {"刘", 52}, {"陈", 46}, {"杨", 30}, {"黄", 22},  {"赵", 22},
    {"吴", 20}, {"周", 20}, {"徐", 16}, {"孙", 15}, {"马", 12}, {"朱", 12}, {"胡", 12},  {"郭", 11},
    {"何", 11}, {"林", 11}, {"高", 10}, {"罗", 9},  {"郑", 9},  {"梁", 8},  {"谢", 8},   {"宋", 7},
    {"唐", 7},  {"许", 7},  {"韩", 6},  {"冯", 6},  {"邓", 6},  {"曹", 6},  {"彭", 6},   {"曾", 5},
    {"肖", 5},  {"田", 5},  {"董", 5},  {"袁", 5},  {"潘", 4},  {"于", 4},  {"蒋", 4},   {"蔡", 4},
    {"余", 4},  {"杜", 4},  {"单", 1},  {"仇", 1},  {"解", 1},  {"查", 1},  {"尉迟", 1}, {"欧阳", 1},
}};

using Characters = std::array<const char*, 16>;
constexpr Characters old_men{"国", "建", "德", "福", "根", "富", "贵", "春",
                             "保", "水", "金", "志", "顺", "昌", "荣", "祥"};
constexpr Characters old_women{"秀", "英", "兰", "珍", "凤", "桂", "菊", "花",
                               "娥", "月", "爱", "彩", "香", "莲", "美", "云"};
constexpr Characters men{"伟", "强", "军", "磊", "勇", "杰", "涛", "斌",
                         "峰", "辉", "鹏", "波", "超", "明", "刚", "飞"};
constexpr Characters women{"芳", "敏", "静", "丽", "艳", "娟", "霞", "燕",
                           "玲", "婷", "雪", "琴", "红", "萍", "慧", "洁"};
constexpr Characters boys{"宇", "轩", "浩", "然", "子", "涵", "睿", "泽",
                          "博", "文", "晨", "皓", "俊", "熙", "辰", "梓"};
constexpr Characters girls{"欣", "怡", "梓", "涵", "诗", "琪", "雨", "萱",
                           "可", "馨", "语", "桐", "诺", "妍", "思", "彤"};

const Characters& fashion(Sex sex, int born_in)
{
    if (born_in < 1965)
        return sex == Sex::male ? old_men : old_women;
    if (born_in < 2000)
        return sex == Sex::male ? men : women;
    return sex == Sex::male ? boys : girls;
}

} // namespace

std::string invent_surname(Random& random)
{
    static const auto weights = [] {
        std::array<int, surnames.size()> of{};
        for (std::size_t i = 0; i < surnames.size(); ++i)
            of[i] = surnames[i].weight;
        return of;
    }();
    return surnames[random.pick(weights)].text;
}

std::string invent_given_name(Random& random, Sex sex, int born_in)
{
    const Characters& characters = fashion(sex, born_in);
    const auto draw = [&] {
        return std::string(characters[static_cast<std::size_t>(random.below(std::ssize(characters)))]);
    };
    // One character in three names was the fashion of the seventies and eighties.
    const bool single = born_in >= 1965 && born_in < 2000 && random.chance(3500);
    std::string name = draw();
    if (!single)
        name += draw();
    return name;
}

} // namespace huimin::specimen
