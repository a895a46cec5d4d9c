<?xml version="1.0" encoding="utf-8"?>
<!--
  Makes the XML that ships from the XML in this repository: the same elements, attributes and texts, without comments and without
  white space between elements. White space within a text, or as the only content of an element, stays.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns="http://schemas.microsoft.com/maml/2004/10"
  xmlns:c="http://schemas.microsoft.com/maml/dev/command/2004/10"
  xmlns:d="http://schemas.microsoft.com/maml/dev/2004/10"
  xmlns:h="http://msh">
  <xsl:output encoding="utf-8" indent="no" />

  <xsl:template match="@* | node()">
    <xsl:copy>
      <xsl:apply-templates select="@* | node()" />
    </xsl:copy>
  </xsl:template>

  <xsl:template match="comment() | text()[../* and not(normalize-space())]" />

  <!-- Most elements of the help are in one namespace: made the default, it needs no prefix. Get-Help looks at local names only. -->
  <xsl:template match="h:helpItems">
    <h:helpItems>
      <xsl:apply-templates select="@* | node()" />
    </h:helpItems>
  </xsl:template>

  <xsl:template match="m:*" xmlns:m="http://schemas.microsoft.com/maml/2004/10">
    <xsl:element name="{local-name()}">
      <xsl:apply-templates select="@* | node()" />
    </xsl:element>
  </xsl:template>

  <xsl:template match="c:* | d:*">
    <xsl:element name="{name()}">
      <xsl:apply-templates select="@* | node()" />
    </xsl:element>
  </xsl:template>
</xsl:stylesheet>
