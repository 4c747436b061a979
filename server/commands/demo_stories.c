/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/demo_stories.h"

#define ACTS(...) ((const struct act[]){__VA_ARGS__, {.kind = ACT_NONE}})

/* ★3 and ★4 can be obtained from about 210 days before today on: see demo.c. */
#define ASSESSED_3(day)                                                                            \
    {                                                                                              \
        day, .kind = ACT_ASSESS, .star = 3, .choice = ANSWERS_DONE                                 \
    }
#define PAPER(day, which)                                                                          \
    {                                                                                              \
        day, .kind = ACT_PAPER, .choice = which                                                    \
    }
#define JOINED(invited, star_, due, accepted)                                                      \
    {invited, .kind = ACT_INVITE}, {invited, .kind = ACT_REQUIRE, .star = star_, .until = due},    \
        {accepted, .kind = ACT_ACCEPT},                                                            \
    {                                                                                              \
        accepted, .kind = ACT_RESPOND, .choice = RESPOND_ACCEPTED                                  \
    }
#define DECLARED(day, star_)                                                                       \
    {                                                                                              \
        day, .kind = ACT_DECLARE, .star = star_                                                    \
    }
#define SHOWN_2(day)                                                                               \
    {day, .kind = ACT_ASSESS, .star = 2, .choice = ANSWERS_DONE}, PAPER((day) + 3, PAPER_POLICY)
#define FILED_3(day) ASSESSED_3(day), PAPER((day) + 8, PAPER_EXPERT), PAPER((day) + 12, PAPER_OATH)
#define CHECKED(day, what)                                                                         \
    {                                                                                              \
        day, .kind = ACT_CHECK, .choice = what                                                     \
    }

/* The supplier whose key is printed: three buyers, three answers. */
static const struct act three_buyers[] = {
    {-318, .kind = ACT_INVITE},
    {-318, .kind = ACT_REQUIRE, .star = 2, .until = -60},
    {-309, .kind = ACT_ACCEPT},
    {-308, .kind = ACT_RESPOND, .choice = RESPOND_ACCEPTED},
    {-270, .kind = ACT_ASSESS, .star = 2, .choice = ANSWERS_DONE},
    PAPER(-262, PAPER_POLICY),
    DECLARED(-255, 2),
    CHECKED(-100, CHECK_FOUND),
    {-150, .kind = ACT_INVITE, .tie = 1},
    {-150, .kind = ACT_REQUIRE, .star = 2, .level = LEVEL_CONFIRMED, .until = 45, .tie = 1},
    {-139, .kind = ACT_ACCEPT, .tie = 1},
    {-90, .kind = ACT_INVITE, .tie = 2},
    {-90, .kind = ACT_REQUIRE, .star = 3, .until = 120, .tie = 2},
    {-82, .kind = ACT_ACCEPT, .tie = 2},
    {-80, .kind = ACT_RESPOND, .choice = RESPOND_TALKS, .tie = 2},
    {-40, .kind = ACT_ASSESS, .star = 3, .choice = ANSWERS_WITH_GAPS, .tie = 2},
    {-38, .kind = ACT_DISCLOSE, .tie = 2},
    {.kind = ACT_NONE},
};

const struct story stories[] = {
    {1, 0, 3, three_buyers},
    /* met */
    {0, -1, 1, ACTS(JOINED(-320, 1, -150, -305), DECLARED(-255, 1))},
    {8, -1, 1,
     ACTS(JOINED(-318, 1, -160, -300),
          {-296, .kind = ACT_DECLARE, .star = 1, .from = -1150, .old = true})},
    {8, -1, 1,
     ACTS(JOINED(-300, 1, -90, -289), {-260, .kind = ACT_ASSESS, .star = 1, .choice = ANSWERS_DONE},
          DECLARED(-256, 1))},
    {10, -1, 1, ACTS(JOINED(-310, 1, -100, -300), DECLARED(-220, 2))},
    {24, -1, 1,
     ACTS(JOINED(-315, 2, -80, -302), SHOWN_2(-250), DECLARED(-240, 2), CHECKED(-70, CHECK_FOUND))},
    {6, -1, 1,
     ACTS(JOINED(-315, 2, -80, -302), SHOWN_2(-250), DECLARED(-240, 2),
          CHECKED(-70, CHECK_INCONCLUSIVE))},
    {12, -1, 1,
     ACTS({-312, .kind = ACT_INVITE},
          {-312, .kind = ACT_REQUIRE, .star = 2, .level = LEVEL_CONFIRMED, .until = -60},
          {-300, .kind = ACT_ACCEPT}, SHOWN_2(-230), DECLARED(-222, 2), CHECKED(-90, CHECK_FOUND))},
    {9, -1, 1, ACTS(JOINED(-290, 3, -50, -276), FILED_3(-214), DECLARED(-196, 3))},
    {4, -1, 1,
     ACTS(JOINED(-290, 3, -50, -276), PAPER(-198, PAPER_REPORT), PAPER(-196, PAPER_TECHNICAL),
          DECLARED(-188, 4))},
    {3, -1, 1,
     ACTS(JOINED(-290, 4, -40, -276), PAPER(-178, PAPER_REPORT), PAPER(-176, PAPER_TECHNICAL),
          DECLARED(-160, 4), CHECKED(-45, CHECK_FOUND))},
    {3, -1, 1,
     ACTS(JOINED(-280, 3, -50, -270), FILED_3(-206),
          {-185, .kind = ACT_DECLARE, .star = 3, .part = true},
          {-150, .kind = ACT_SCOPE, .choice = SCOPE_COVERS})},
    {4, -1, 1,
     ACTS({-40, .kind = ACT_INVITE}, {-40, .kind = ACT_REQUIRE, .star = 1, .until = 60},
          {-39, .kind = ACT_RECORD, .star = 1, .from = -500})},
    {5, -1, 1,
     ACTS(JOINED(-310, 1, -120, -298), DECLARED(-250, 1),
          {-20, .kind = ACT_REQUIRE, .star = 2, .from = 40, .until = 200})},
    {2, -1, 1, ACTS(JOINED(-300, 1, -90, -290), DECLARED(-251, 1), {-244, .kind = ACT_CORRECT})},
    {2, -1, 1,
     ACTS(JOINED(-290, 3, -50, -276), FILED_3(-214),
          {-196, .kind = ACT_DECLARE, .star = 3, .until = 15},
          {-12, .kind = ACT_DECLARE, .star = 3, .from = 16, .early = true})},
    /* expiring */
    {9, -1, 1,
     ACTS(JOINED(-290, 3, -50, -276), FILED_3(-214),
          {-196, .kind = ACT_DECLARE, .star = 3, .until = 12})},
    /* pending, waiting on the supplier */
    {26, -1, 1, ACTS(JOINED(-120, 1, 60, -101))},
    {8, -1, 1, ACTS(JOINED(-110, 2, 90, -92))},
    {10, -1, 1, ACTS(JOINED(-240, 2, 40, -228), DECLARED(-200, 1))},
    {6, -1, 1, ACTS(JOINED(-200, 2, 40, -188), DECLARED(-120, 2))},
    {5, -1, 1,
     ACTS(JOINED(-200, 2, 45, -188), DECLARED(-120, 2),
          {-110, .kind = ACT_ASSESS, .star = 2, .choice = ANSWERS_INCOMPLETE})},
    {7, -1, 1,
     ACTS(JOINED(-260, 3, 120, -248),
          {-90, .kind = ACT_ASSESS, .star = 3, .choice = ANSWERS_WITH_GAPS},
          {-85, .kind = ACT_DISCLOSE})},
    {3, -1, 1, ACTS(JOINED(-260, 3, 60, -248), FILED_3(-60))},
    {2, -1, 1,
     ACTS(JOINED(-260, 3, 60, -248), ASSESSED_3(-100), PAPER(-92, PAPER_EXPERT), DECLARED(-80, 3))},
    {4, -1, 1,
     ACTS({-100, .kind = ACT_INVITE}, {-100, .kind = ACT_REQUIRE, .star = 3, .until = 90},
          {-88, .kind = ACT_ACCEPT}, {-85, .kind = ACT_RESPOND, .choice = RESPOND_TALKS})},
    {2, -1, 1,
     ACTS({-100, .kind = ACT_INVITE}, {-100, .kind = ACT_REQUIRE, .star = 4, .until = 150},
          {-88, .kind = ACT_ACCEPT}, {-80, .kind = ACT_RESPOND, .choice = RESPOND_OBJECTED})},
    {10, -1, 1,
     ACTS({-25, .kind = ACT_INVITE}, {-25, .kind = ACT_REQUIRE, .star = 2, .until = 120})},
    {2, -1, 1,
     ACTS({-118, .kind = ACT_INVITE}, {-118, .kind = ACT_REQUIRE, .star = 1, .until = 60},
          {-24, .kind = ACT_INVITE_AGAIN})},
    /* pending, waiting on the buyer */
    {7, -1, 1,
     ACTS({-200, .kind = ACT_INVITE},
          {-200, .kind = ACT_REQUIRE, .star = 2, .level = LEVEL_CONFIRMED, .until = -35},
          {-189, .kind = ACT_ACCEPT}, SHOWN_2(-150), DECLARED(-140, 2))},
    {4, 1, 1,
     ACTS({-315, .kind = ACT_INVITE},
          {-315, .kind = ACT_REQUIRE, .star = 1, .level = LEVEL_CONFIRMED, .until = -120},
          {-304, .kind = ACT_ACCEPT}, DECLARED(-270, 1), CHECKED(-225, CHECK_FOUND))},
    {4, -1, 1,
     ACTS(JOINED(-280, 3, -40, -270), FILED_3(-206),
          {-30, .kind = ACT_DECLARE, .star = 3, .part = true})},
    {3, -1, 1,
     ACTS({-70, .kind = ACT_INVITE}, {-70, .kind = ACT_REQUIRE, .star = 2, .until = 60},
          {-58, .kind = ACT_DECLINE})},
    {4, -1, 1,
     ACTS({-130, .kind = ACT_INVITE}, {-130, .kind = ACT_REQUIRE, .star = 1, .until = 60})},
    /* pending, waiting on the scheme */
    {2, -1, 1, ACTS(JOINED(-160, 5, 300, -148), SHOWN_2(-140), DECLARED(-120, 2))},
    {1, -1, 1,
     ACTS({-30, .kind = ACT_INVITE}, {-30, .kind = ACT_REQUIRE, .star = 5, .until = 330})},
    /* overdue */
    {9, -1, 1, ACTS(JOINED(-290, 2, -60, -275))},
    {4, -1, 1, ACTS(JOINED(-300, 2, -70, -290), DECLARED(-250, 1))},
    {2, -1, 1,
     ACTS({-300, .kind = ACT_INVITE},
          {-300, .kind = ACT_REQUIRE, .star = 1, .exact = true, .until = -70},
          {-290, .kind = ACT_ACCEPT}, DECLARED(-230, 2))},
    {2, -1, 1,
     ACTS(JOINED(-280, 3, -50, -270), FILED_3(-206),
          {-185, .kind = ACT_DECLARE, .star = 3, .part = true},
          {-150, .kind = ACT_SCOPE, .choice = SCOPE_DOES_NOT_COVER})},
    {2, -1, 1, ACTS(JOINED(-290, 1, -70, -280), DECLARED(-240, 1), CHECKED(-238, CHECK_DIFFERS))},
    {3, -1, 1,
     ACTS({-80, .kind = ACT_INVITE}, {-80, .kind = ACT_REQUIRE, .star = 1, .until = -35})},
    {2, -1, 1,
     ACTS({-200, .kind = ACT_INVITE}, {-200, .kind = ACT_REQUIRE, .star = 2, .until = -60},
          {-180, .kind = ACT_DECLINE})},
    {2, -1, 1,
     ACTS({-220, .kind = ACT_INVITE}, {-220, .kind = ACT_REQUIRE, .star = 1, .until = -60})},
    /* lapsed */
    {4, -1, 1,
     ACTS(JOINED(-310, 2, -90, -300), SHOWN_2(-250), DECLARED(-240, 2), {-28, .kind = ACT_STOP})},
    {3, -1, 1,
     ACTS(JOINED(-290, 3, -60, -276), FILED_3(-214),
          {-196, .kind = ACT_DECLARE, .star = 3, .until = -20})},
    {1, -1, 1,
     ACTS(JOINED(-290, 3, -60, -276), FILED_3(-214),
          {-196, .kind = ACT_DECLARE, .star = 3, .until = -20},
          {-3, .kind = ACT_DECLARE, .star = 3, .from = 12, .early = true})},
    {1, -1, 1,
     ACTS(JOINED(-290, 3, -60, -276), FILED_3(-214), DECLARED(-196, 3), {-25, .kind = ACT_REVOKE})},
    {3, -1, 1,
     ACTS(JOINED(-310, 2, -90, -300), SHOWN_2(-250), DECLARED(-240, 2),
          CHECKED(-26, CHECK_NOT_FOUND))},
    {2, -1, 1,
     ACTS(JOINED(-310, 2, -90, -300), SHOWN_2(-250), DECLARED(-240, 2),
          {-22, .kind = ACT_WITHDRAW_ASSESSMENT})},
    {2, -1, 1,
     ACTS(JOINED(-310, 2, -90, -300), SHOWN_2(-250), DECLARED(-240, 2), {-30, .kind = ACT_LEAVE})},
    /* no requirement */
    {3, -1, 1, ACTS({-60, .kind = ACT_INVITE}, {-50, .kind = ACT_ACCEPT})},
    {4, -1, 1,
     ACTS({-60, .kind = ACT_INVITE}, {-60, .kind = ACT_EXEMPT}, {-50, .kind = ACT_ACCEPT})},
    {2, -1, 1, ACTS(JOINED(-210, 2, 60, -198), {-40, .kind = ACT_REMOVE})},
    {3, -1, 1, ACTS(JOINED(-310, 1, -90, -298), DECLARED(-240, 1), {-45, .kind = ACT_END})},
    {2, -1, 1,
     ACTS({-30, .kind = ACT_INVITE},
          {-30, .kind = ACT_REQUIRE, .star = 2, .from = 30, .until = 210},
          {-20, .kind = ACT_ACCEPT})},
};
const size_t story_count = sizeof stories / sizeof *stories;

const struct act *const further_ties[] = {
    ACTS(JOINED(-170, 1, 45, -158)),
    ACTS(JOINED(-165, 2, -35, -150), CHECKED(-60, CHECK_FOUND)),
    ACTS({-90, .kind = ACT_INVITE},
         {-90, .kind = ACT_REQUIRE, .star = 2, .level = LEVEL_CONFIRMED, .until = 60},
         {-78, .kind = ACT_ACCEPT}),
    ACTS({-80, .kind = ACT_INVITE}, {-80, .kind = ACT_REQUIRE, .star = 3, .until = 150},
         {-66, .kind = ACT_ACCEPT}, {-60, .kind = ACT_RESPOND, .choice = RESPOND_TALKS}),
    ACTS({-20, .kind = ACT_INVITE}, {-20, .kind = ACT_REQUIRE, .star = 1, .until = 90}),
};
const size_t further_tie_count = sizeof further_ties / sizeof *further_ties;
